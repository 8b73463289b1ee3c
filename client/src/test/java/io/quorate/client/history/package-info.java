/** Forged histories: sound ones must pass, and each fault must be found under its own name. */
@NullMarked
package io.quorate.client.history;

import org.jspecify.annotations.NullMarked;

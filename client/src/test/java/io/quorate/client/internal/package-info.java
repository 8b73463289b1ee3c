/** Tests of the client's pure parts. */
@NullMarked
package io.quorate.client.internal;

import org.jspecify.annotations.NullMarked;

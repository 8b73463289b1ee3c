@NullMarked
package io.quorate.client.verify;

import org.jspecify.annotations.NullMarked;

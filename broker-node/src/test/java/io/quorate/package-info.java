/** Rules that hold across all modules. Test code only. */
@NullMarked
package io.quorate;

import org.jspecify.annotations.NullMarked;

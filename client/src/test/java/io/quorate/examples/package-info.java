/** What the documentation shows, as code that compiles and runs. */
@NullMarked
package io.quorate.examples;

import org.jspecify.annotations.NullMarked;

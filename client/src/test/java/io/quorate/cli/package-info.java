/** Tests of the command line, run as a user would run it. */
@NullMarked
package io.quorate.cli;

import org.jspecify.annotations.NullMarked;

/**
 * One driver for each broker, on that broker's own client library with the settings that its makers
 * recommend. A JVM has the libraries of one broker, so no driver may see another's.
 */
@NullMarked
package io.quorate.benchmarks.driver;

import org.jspecify.annotations.NullMarked;

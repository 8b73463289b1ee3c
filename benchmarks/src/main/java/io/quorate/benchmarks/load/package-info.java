/**
 * The client's side of a benchmark: the loads, run against any broker through {@link
 * io.quorate.benchmarks.load.Driver}, in a JVM of their own. Sees no broker's client.
 */
@NullMarked
package io.quorate.benchmarks.load;

import org.jspecify.annotations.NullMarked;

/**
 * The hot pieces by themselves, under JMH; run by {@code scripts/bench-micro}. To find out why, and
 * never a gate.
 */
@NullMarked
package io.quorate.benchmarks.micro;

import org.jspecify.annotations.NullMarked;

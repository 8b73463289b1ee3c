package io.quorate.broker.process;

import java.util.concurrent.TimeUnit;

/** The time since it was made. */
final class Stopwatch {
  private final long startNanos = System.nanoTime();

  double seconds() {
    return (System.nanoTime() - startNanos) / (double) TimeUnit.SECONDS.toNanos(1);
  }
}

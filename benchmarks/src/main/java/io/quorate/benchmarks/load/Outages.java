package io.quorate.benchmarks.load;

/** Finds the longest time without a confirmation since the damage. Safe for many threads. */
final class Outages {
  private long sinceNanos;
  private long lastNanos;
  private long longestNanos;
  private long endNanos;
  private boolean over;

  /** Everything before the time is forgotten. */
  synchronized void watch(long nanos) {
    sinceNanos = nanos;
    // Confirmations that came between the damage and this call count from here.
    lastNanos = Math.max(lastNanos, nanos);
    longestNanos = -1;
    endNanos = nanos;
    over = false;
  }

  synchronized void confirmed(long sentNanos, long nanos) {
    if (nanos - lastNanos > longestNanos) {
      longestNanos = nanos - lastNanos;
      endNanos = nanos;
    }
    lastNanos = nanos;
    // What is sent to a dead master is confirmed by nobody, or by the next one.
    over |= sentNanos - sinceNanos > 0;
  }

  synchronized boolean isOver() {
    return over;
  }

  synchronized long endNanos() {
    return endNanos;
  }
}

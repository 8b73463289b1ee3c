package io.quorate.benchmarks.load;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * When a producer is to send. At a fixed rate the times are fixed beforehand: a send that could not
 * begin in time counts from when it was meant to, so a broker that stands still cannot hide those
 * that it kept from being sent.
 */
final class Pace {
  private final long startNanos;
  private final double stepNanos;

  /**
   * @param ratePerSecond 0: at once, always
   */
  Pace(long startNanos, double ratePerSecond) {
    this.startNanos = startNanos;
    this.stepNanos = ratePerSecond == 0 ? 0 : TimeUnit.SECONDS.toNanos(1) / ratePerSecond;
  }

  /** Waits until the send is due. Returns from when its latency counts. */
  long awaitTurn(long number) {
    if (stepNanos == 0) {
      return System.nanoTime();
    }
    long dueNanos = startNanos + (long) (number * stepNanos);
    for (long left = dueNanos - System.nanoTime(); left > 0; left = dueNanos - System.nanoTime()) {
      LockSupport.parkNanos(left);
    }
    return dueNanos;
  }
}

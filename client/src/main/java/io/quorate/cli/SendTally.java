package io.quorate.cli;

import io.quorate.client.Confirmation;
import io.quorate.client.QuorateException;
import io.quorate.client.QuorateException.Stored;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/** Counts how sends ended, and how long they took. Told by several threads. */
final class SendTally {
  private static final int DIGITS = 3;

  private Histogram latencies = new Histogram(DIGITS);
  private long startNanos = System.nanoTime();
  private long endNanos;
  private long lastConfirmNanos = startNanos;
  private long longestGapNanos;
  private long pending;
  private long confirmed;
  private long notStored;
  private long unknown;
  private @Nullable Confirmation last;
  private @Nullable Throwable firstFailure;

  /** A send begins. */
  synchronized void begun() {
    pending++;
  }

  /**
   * A send that has {@link #begun} has ended.
   *
   * @param confirmation null if it failed, and then {@code failure} says why
   */
  synchronized void ended(
      long sentNanos, @Nullable Confirmation confirmation, @Nullable Throwable failure) {
    pending--;
    if (pending == 0) {
      notifyAll();
    }
    if (endNanos != 0) {
      return;
    }
    if (confirmation == null) {
      boolean isUnknown =
          !(failure instanceof QuorateException known) || known.stored() == Stored.UNKNOWN;
      unknown += isUnknown ? 1 : 0;
      notStored += isUnknown ? 0 : 1;
      firstFailure = firstFailure == null ? failure : firstFailure;
      return;
    }
    confirmed++;
    last = confirmation;
    long now = System.nanoTime();
    latencies.recordValue(Math.max(0, now - sentNanos));
    longestGapNanos = Math.max(longestGapNanos, now - lastConfirmNanos);
    lastConfirmNanos = now;
  }

  /** Waits until all have ended. Every send ends by itself, so the time is only to be safe. */
  synchronized void awaitAll(Duration timeout) throws InterruptedException {
    long untilNanos = System.nanoTime() + timeout.toNanos();
    long leftNanos = timeout.toNanos();
    while (pending > 0 && leftNanos > 0) {
      TimeUnit.NANOSECONDS.timedWait(this, leftNanos);
      leftNanos = untilNanos - System.nanoTime();
    }
    // What has no answer even now may be stored or not.
    unknown += pending;
  }

  /** Forgets what was so far: it was to warm up. Failures are kept. */
  synchronized void restart() {
    latencies = new Histogram(DIGITS);
    startNanos = System.nanoTime();
    lastConfirmNanos = startNanos;
    longestGapNanos = 0;
    confirmed = 0;
  }

  /** What ends later does not count. A gap that is still open does. */
  synchronized void end() {
    endNanos = System.nanoTime();
    longestGapNanos = Math.max(longestGapNanos, endNanos - lastConfirmNanos);
  }

  synchronized long confirmed() {
    return confirmed;
  }

  synchronized long notStored() {
    return notStored;
  }

  synchronized long unknown() {
    return unknown;
  }

  synchronized double seconds() {
    long until = endNanos == 0 ? System.nanoTime() : endNanos;
    return (until - startNanos) / (double) TimeUnit.SECONDS.toNanos(1);
  }

  synchronized double longestGapMillis() {
    return longestGapNanos / (double) TimeUnit.MILLISECONDS.toNanos(1);
  }

  synchronized Percentiles latencies() {
    return Percentiles.ofNanos(latencies);
  }

  synchronized @Nullable Confirmation last() {
    return last;
  }

  /** Null: all went well so far. */
  synchronized @Nullable Throwable firstFailure() {
    return firstFailure;
  }
}

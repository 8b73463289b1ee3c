package io.quorate.client.verify;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Measures how long nothing was confirmed: at the longest, and from the last confirmation of one
 * master to the first of the next. Told of confirmations by any thread.
 */
final class GapMeter {
  private boolean isBegun;
  private boolean isOver;
  private long lastNanos;
  private long longestNanos;
  private long epoch;
  private final List<Long> failoverNanos = new ArrayList<>();

  /** Of the master of this epoch. */
  synchronized void confirmed(long ofEpoch, long nowNanos) {
    // What the former master answered may be told late.
    if (isOver || ofEpoch < epoch) {
      return;
    }
    if (isBegun) {
      long gap = Math.max(0, nowNanos - lastNanos);
      longestNanos = Math.max(longestNanos, gap);
      if (ofEpoch > epoch) {
        failoverNanos.add(gap);
      }
    }
    isBegun = true;
    epoch = ofEpoch;
    lastNanos = nowNanos;
  }

  /** A gap that is still open at the end counts. What is confirmed afterwards does not. */
  synchronized void end(long nowNanos) {
    if (isBegun && !isOver) {
      longestNanos = Math.max(longestNanos, nowNanos - lastNanos);
    }
    isOver = true;
  }

  synchronized long epoch() {
    return epoch;
  }

  synchronized int failovers() {
    return failoverNanos.size();
  }

  synchronized long longestMillis() {
    return TimeUnit.NANOSECONDS.toMillis(longestNanos);
  }

  /** 0: there was no failover. */
  synchronized long medianFailoverMillis() {
    if (failoverNanos.isEmpty()) {
      return 0;
    }
    List<Long> sorted = new ArrayList<>(failoverNanos);
    Collections.sort(sorted);
    long lower = sorted.get((sorted.size() - 1) / 2);
    long upper = sorted.get(sorted.size() / 2);
    return TimeUnit.NANOSECONDS.toMillis((lower + upper) / 2);
  }

  /** 0: there was no failover. */
  synchronized long worstFailoverMillis() {
    return failoverNanos.isEmpty()
        ? 0
        : TimeUnit.NANOSECONDS.toMillis(Collections.max(failoverNanos));
  }
}

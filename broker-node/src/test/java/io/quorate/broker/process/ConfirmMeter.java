package io.quorate.broker.process;

import org.HdrHistogram.Histogram;

/** Counts outcomes, and watches how long nothing was confirmed. Told by many threads. */
final class ConfirmMeter {
  private final Histogram latencies = new Histogram(3);
  private long confirmed;
  private long refused;
  private long unknown;
  private long epoch;
  private long lastConfirmNanos = System.nanoTime();
  private long longestGapNanos;

  synchronized void confirmed(long inEpoch, long latencyNanos) {
    long now = System.nanoTime();
    longestGapNanos = Math.max(longestGapNanos, now - lastConfirmNanos);
    lastConfirmNanos = now;
    confirmed++;
    epoch = Math.max(epoch, inEpoch);
    latencies.recordValue(latencyNanos);
  }

  synchronized void refused() {
    refused++;
  }

  synchronized void unknown() {
    unknown++;
  }

  /** The latest epoch in which something was confirmed. */
  synchronized long epoch() {
    return epoch;
  }

  synchronized long confirmedCount() {
    return confirmed;
  }

  synchronized long refusedCount() {
    return refused;
  }

  synchronized long unknownCount() {
    return unknown;
  }

  /** Forgets earlier gaps; one that is under way counts from the last confirm on. */
  synchronized void watchGap() {
    longestGapNanos = 0;
  }

  /** The longest time between two confirms, or since the last one. */
  synchronized long longestGapMillis() {
    return Math.max(longestGapNanos, System.nanoTime() - lastConfirmNanos) / 1_000_000;
  }

  synchronized String latencies() {
    return "latency_ms p50=%.2f p99=%.2f p99.9=%.2f max=%.2f"
        .formatted(millisAt(50), millisAt(99), millisAt(99.9), millisAt(100));
  }

  private double millisAt(double percentile) {
    return latencies.getValueAtPercentile(percentile) / 1e6;
  }
}

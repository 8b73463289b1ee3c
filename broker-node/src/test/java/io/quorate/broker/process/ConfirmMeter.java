package io.quorate.broker.process;

import io.quorate.client.admin.AppendOutcome;
import io.quorate.client.admin.AppendOutcome.Confirmed;
import io.quorate.client.admin.AppendOutcome.Refused;
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

  synchronized void ended(AppendOutcome outcome, long latencyNanos) {
    if (outcome instanceof Confirmed confirmation) {
      long now = System.nanoTime();
      longestGapNanos = Math.max(longestGapNanos, now - lastConfirmNanos);
      lastConfirmNanos = now;
      confirmed++;
      epoch = Math.max(epoch, confirmation.epoch());
      latencies.recordValue(latencyNanos);
    } else if (outcome instanceof Refused) {
      refused++;
    } else {
      unknown++;
    }
  }

  /** The latest epoch in which something was confirmed. */
  synchronized long epoch() {
    return epoch;
  }

  synchronized long confirmed() {
    return confirmed;
  }

  synchronized long refused() {
    return refused;
  }

  synchronized long unknown() {
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

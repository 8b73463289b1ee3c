package io.quorate.cli;

import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;

/** What is worth knowing of many latencies, in milliseconds. */
record Percentiles(double p50, double p99, double p999, double max) {
  private static final double NANOS_PER_MILLI = TimeUnit.MILLISECONDS.toNanos(1);

  static Percentiles ofNanos(Histogram nanos) {
    return new Percentiles(at(nanos, 50), at(nanos, 99), at(nanos, 99.9), at(nanos, 100));
  }

  private static double at(Histogram nanos, double percentile) {
    return nanos.getValueAtPercentile(percentile) / NANOS_PER_MILLI;
  }

  String text() {
    return String.format(Locale.ROOT, "p50=%.2f p99=%.2f p99.9=%.2f max=%.2f", p50, p99, p999, max);
  }

  Json json() {
    return new Json().with("p50", p50).with("p99", p99).with("p99.9", p999).with("max", max);
  }
}

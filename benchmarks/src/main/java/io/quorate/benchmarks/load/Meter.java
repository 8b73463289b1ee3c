package io.quorate.benchmarks.load;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.Recorder;

/** Counts, and how long each took. Safe for many threads. */
final class Meter {
  private static final int DIGITS = 3;

  private final LongAdder count = new LongAdder();
  private final Recorder micros = new Recorder(DIGITS);

  void record(long nanos) {
    count.increment();
    micros.recordValue(TimeUnit.NANOSECONDS.toMicros(Math.max(0, nanos)));
  }

  long count() {
    return count.sum();
  }

  /** What was recorded since the last call. */
  Histogram lap() {
    return micros.getIntervalHistogram();
  }
}

package io.quorate.cli;

import io.quorate.client.admin.AppendOutcome;
import io.quorate.client.admin.LogAppender.Listener;
import io.quorate.client.admin.LogAppender.Load;
import io.quorate.client.admin.LogHistory;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/** Counts how appends ended, and how long they took. Told by several threads. */
final class AppendTally implements Listener, AutoCloseable {
  private static final int DIGITS = 3;
  private static final double NANOS_PER_MILLI = TimeUnit.MILLISECONDS.toNanos(1);

  private final Load load;
  private final Progress progress;
  private final @Nullable PrintWriter record;
  private final Histogram latencies = new Histogram(DIGITS);
  private final long startNanos = System.nanoTime();
  private long lastConfirmNanos = startNanos;
  private long longestGapNanos;
  private long confirmed;
  private long refused;
  private long unknown;
  private @Nullable AppendOutcome lastNotConfirmed;

  AppendTally(Load load, Progress progress, @Nullable Path record) throws IOException {
    this.load = load;
    this.progress = progress;
    this.record =
        record == null
            ? null
            : new PrintWriter(Files.newBufferedWriter(record, StandardCharsets.UTF_8));
  }

  @Override
  public synchronized void ended(int sequence, int crc, AppendOutcome outcome, long latencyNanos) {
    if (record != null) {
      record.println(LogHistory.line(load.producer(), sequence, crc, outcome));
    }
    if (outcome instanceof AppendOutcome.Confirmed) {
      confirmed(latencyNanos);
    } else {
      lastNotConfirmed = outcome;
      refused += outcome instanceof AppendOutcome.Refused ? 1 : 0;
      unknown += outcome instanceof AppendOutcome.Unknown ? 1 : 0;
    }
    progress.show(confirmed + refused + unknown, load.countMax());
  }

  private void confirmed(long latencyNanos) {
    confirmed++;
    latencies.recordValue(latencyNanos);
    long now = System.nanoTime();
    longestGapNanos = Math.max(longestGapNanos, now - lastConfirmNanos);
    lastConfirmNanos = now;
  }

  synchronized boolean isAllConfirmed() {
    return refused + unknown == 0;
  }

  synchronized void print(PrintWriter out) {
    progress.clear();
    double seconds = (System.nanoTime() - startNanos) / (NANOS_PER_MILLI * 1000);
    out.printf(
        "confirmed=%d refused=%d unknown=%d seconds=%.1f rate=%.0f/s%n",
        confirmed, refused, unknown, seconds, confirmed / seconds);
    out.printf(
        "latency_ms p50=%.2f p99=%.2f p99.9=%.2f max=%.2f longest_gap_ms=%.0f%n",
        latencyMillis(50),
        latencyMillis(99),
        latencyMillis(99.9),
        latencyMillis(100),
        longestGapNanos / NANOS_PER_MILLI);
    if (lastNotConfirmed != null) {
      out.println("last not confirmed: " + lastNotConfirmed);
    }
  }

  private double latencyMillis(double percentile) {
    return latencies.getValueAtPercentile(percentile) / NANOS_PER_MILLI;
  }

  @Override
  public synchronized void close() throws IOException {
    progress.clear();
    if (record == null) {
      return;
    }
    record.close();
    if (record.checkError()) {
      throw new IOException(
          "expected to write the record, found that it failed; is the disk full?");
    }
  }
}

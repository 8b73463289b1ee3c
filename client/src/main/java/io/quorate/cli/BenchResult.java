package io.quorate.cli;

import java.io.PrintWriter;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What was measured.
 *
 * @param longestGapMillis the longest time in which nothing was confirmed
 * @param endToEnd from send to receipt; null: nobody received
 * @param problem the first failure; empty: there was none
 */
record BenchResult(
    BenchRun.Load load,
    double seconds,
    long confirmed,
    long notStored,
    long unknown,
    long received,
    double longestGapMillis,
    Percentiles confirm,
    @Nullable Percentiles endToEnd,
    String problem) {
  private static final double MIB = 1 << 20;

  boolean isAllWell() {
    return problem.isEmpty() && notStored + unknown == 0 && confirmed > 0;
  }

  private double mebibytesPerSecond() {
    return confirmed * (double) load.bodyBytes() / MIB / seconds;
  }

  void print(PrintWriter out) {
    out.println(
        text(
            "confirmed=%d not_stored=%d unknown=%d seconds=%.1f rate=%.0f/s mib=%.1f/s",
            confirmed, notStored, unknown, seconds, confirmed / seconds, mebibytesPerSecond()));
    out.println("confirm_ms " + confirm.text() + text(" longest_gap_ms=%.0f", longestGapMillis));
    if (endToEnd != null) {
      out.println(text("received=%d rate=%.0f/s", received, received / seconds));
      out.println("end_to_end_ms " + endToEnd.text());
    }
    if (!problem.isEmpty()) {
      out.println("first failure: " + problem);
    }
  }

  private static String text(String format, Object... values) {
    return String.format(Locale.ROOT, format, values);
  }

  Json json() {
    Json json =
        new Json()
            .with("queues", load.queues())
            .with("producers", load.producers())
            .with("consumers", load.consumers())
            .with("window", load.window())
            .with("bodyBytes", load.bodyBytes())
            .with("volatile", load.isVolatile())
            .with("seconds", seconds)
            .with("confirmed", confirmed)
            .with("notStored", notStored)
            .with("unknown", unknown)
            .with("confirmedPerSecond", confirmed / seconds)
            .with("mebibytesPerSecond", mebibytesPerSecond())
            .with("confirmMillis", confirm.json())
            .with("longestGapMillis", longestGapMillis);
    if (endToEnd != null) {
      json.with("received", received)
          .with("receivedPerSecond", received / seconds)
          .with("endToEndMillis", endToEnd.json());
    }
    return problem.isEmpty() ? json : json.with("firstFailure", problem);
  }
}

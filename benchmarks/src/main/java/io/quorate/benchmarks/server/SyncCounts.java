package io.quorate.benchmarks.server;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What one node has made durable, over all its lives, counted from outside. */
public interface SyncCounts {
  /**
   * One call that has returned well.
   *
   * @param beganNanos on the clock of {@link System#nanoTime}
   */
  record Sync(long beganNanos, long returnedNanos) {}

  /** Calls of fsync and fdatasync that have returned well. */
  long count() throws IOException;

  /** Spent in all of them; 0 where only a count is kept. */
  default long spentNanos() throws IOException {
    return 0;
  }

  /** The latest of them, of 65,536 at most; empty where only a count is kept. */
  default List<Sync> latest() throws IOException {
    return new ArrayList<>();
  }

  /** Nothing counts them here. */
  SyncCounts UNKNOWN = () -> -1;

  /** As the other one. */
  static String text(long count) {
    return text((double) count);
  }

  /** For a report: 1234, or n/a where nobody has counted. */
  static String text(double count) {
    return count < 0 ? "n/a" : String.format(Locale.ROOT, "%.0f", count);
  }
}

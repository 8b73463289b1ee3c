package io.quorate.client.verify;

import io.quorate.client.history.HistoryReport;

/**
 * What a verification found.
 *
 * @param longestGapMillis the longest time in which nothing was confirmed
 * @param failovers how many masters took over from another meanwhile
 * @param medianFailoverMillis from the last confirmation of one to the first of the next
 */
public record VerifyReport(
    HistoryReport history,
    long longestGapMillis,
    int failovers,
    long medianFailoverMillis,
    long worstFailoverMillis) {

  /** Nothing was lost, nothing came twice unannounced, nothing else was odd. */
  public boolean isClean() {
    return history.isClean();
  }

  /** One line. */
  public String summary() {
    return "%s longest_gap_ms=%d".formatted(history.summary(), longestGapMillis);
  }

  /** One line about what failovers cost. */
  public String failoverSummary() {
    return "failovers=%d gap_median_ms=%d gap_worst_ms=%d"
        .formatted(failovers, medianFailoverMillis, worstFailoverMillis);
  }
}

package io.quorate.client.history;

import io.quorate.client.history.Anomaly.Kind;
import java.util.List;
import java.util.Map;

/**
 * What became of a run's messages. At a subscription each message counts again.
 *
 * @param refused surely not stored, or rolled back
 * @param received different messages that consumers were given
 * @param redelivered given again, with the redelivered flag
 * @param recovered received although the outcome of the send is unknown; no fault
 * @param late given again by a master that was replaced already; no fault
 * @param flaggedFirst of those received, what carried the redelivered flag the first time
 * @param anomalies how many of each kind, those that occur
 * @param examples the first few of each kind
 */
public record HistoryReport(
    long sent,
    long confirmed,
    long refused,
    long received,
    long redelivered,
    long recovered,
    long late,
    long flaggedFirst,
    long failovers,
    Map<Kind, Long> anomalies,
    List<Anomaly> examples) {
  private static final List<Kind> SUMMED_UP =
      List.of(Kind.LOST, Kind.SUBSCRIPTION_INCOMPLETE, Kind.DUPLICATED);

  public boolean isClean() {
    return anomalies.isEmpty();
  }

  public long count(Kind kind) {
    return anomalies.getOrDefault(kind, 0L);
  }

  /** From queues and from subscriptions. */
  public long lost() {
    return count(Kind.LOST) + count(Kind.SUBSCRIPTION_INCOMPLETE);
  }

  public long duplicates() {
    return count(Kind.DUPLICATED);
  }

  /** Sends that may or may not have been stored, for all that the producers know. */
  public long unknown() {
    return sent - confirmed - refused;
  }

  /** One line; the other kinds of anomalies follow where there are any. */
  public String summary() {
    StringBuilder line = new StringBuilder();
    line.append(
        "confirmed=%d received=%d lost=%d duplicates=%d redelivered=%d"
            .formatted(confirmed, received, lost(), duplicates(), redelivered));
    for (Kind kind : Kind.values()) {
      if (count(kind) > 0 && !SUMMED_UP.contains(kind)) {
        line.append(" %s=%d".formatted(kind.word(), count(kind)));
      }
    }
    return line.toString();
  }

  /** The summary and the examples, a line for each. */
  public String describe() {
    StringBuilder text = new StringBuilder(summary());
    examples.forEach(example -> text.append('\n').append(example));
    return text.toString();
  }
}

package io.quorate.broker.queue;

/**
 * What became of messages side by side in a source. Positions that are gone already are skipped.
 *
 * @param delayMillis before they are offered again; 0: as the destination says
 */
public record Settlement(
    long sourceId, long fromPosition, int count, Outcome outcome, long delayMillis, String reason) {
  /** The order is part of the stored format. */
  public enum Outcome {
    ACKNOWLEDGED,
    /** Back at its place, marked redelivered, no attempt is counted. */
    RELEASED,
    /** Back, and an attempt is counted: back-off, and the limit, apply. */
    FAILED,
    /** To the dead-letter queue. */
    REJECTED,
    /** Its time to live is over, and nobody holds it. */
    EXPIRED
  }
}

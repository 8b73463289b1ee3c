package io.quorate.client;

import java.time.Duration;

/**
 * What is to become of a delivered message.
 *
 * @param delay before it is offered again; zero: what the queue says. Only for FAILED and RELEASED
 * @param reason for people, at most 255 characters; empty: none
 */
public record Settlement(Outcome outcome, Duration delay, String reason) {
  public enum Outcome {
    /** Done with: it is removed. */
    ACKNOWLEDGED,
    /** Goes back to its place as if it had not been delivered; no attempt is counted. */
    RELEASED,
    /** Goes back, and an attempt is counted; after too many it becomes a dead letter. */
    FAILED,
    /** Becomes a dead letter at once. */
    REJECTED
  }

  /** What became of a settlement. */
  public enum Result {
    /** The broker has stored it. */
    SETTLED,
    /**
     * The message was not this consumer's any more: its lock had run out, or the connection under
     * which it was delivered is gone. It is delivered again, here or elsewhere, flagged as {@link
     * Message#redelivered}.
     */
    LOST,
    /** The answer was lost: the message is settled, or delivered again. */
    UNKNOWN
  }

  private static final int REASON_LENGTH_MAX = 255;

  public Settlement {
    if (delay.isNegative()) {
      throw new IllegalArgumentException("expected a delay of zero or more, found " + delay);
    }
    if (reason.length() > REASON_LENGTH_MAX) {
      reason = reason.substring(0, REASON_LENGTH_MAX);
    }
  }

  public static Settlement acknowledged() {
    return new Settlement(Outcome.ACKNOWLEDGED, Duration.ZERO, "");
  }

  public static Settlement released() {
    return new Settlement(Outcome.RELEASED, Duration.ZERO, "");
  }

  public static Settlement failed(Duration delay, String reason) {
    return new Settlement(Outcome.FAILED, delay, reason);
  }

  public static Settlement rejected(String reason) {
    return new Settlement(Outcome.REJECTED, Duration.ZERO, reason);
  }
}

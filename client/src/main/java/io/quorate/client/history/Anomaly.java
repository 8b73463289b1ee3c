package io.quorate.client.history;

import java.util.Locale;

/** Something that the broker promises not to do. */
public record Anomaly(Kind kind, String text) {
  public enum Kind {
    /** Confirmed or seen, but neither settled nor in the queue any more. */
    LOST,
    /** Never sent there, refused, or rolled back, and yet delivered. */
    UNEXPECTED,
    /** Delivered again without the redelivered flag. */
    DUPLICATED,
    /** The body is not what was sent. */
    DAMAGED,
    /** A producer's message came to a consumer after a later one. */
    ORDER_BROKEN,
    /** Delivered again, though flagged, after it was surely settled. */
    CAME_BACK,
    /** Some of a transaction took effect and some did not. */
    TRANSACTION_PARTLY_THERE,
    /** What {@link #LOST} is to a queue. */
    SUBSCRIPTION_INCOMPLETE,
    /** More first deliveries say redelivered than consumers may have had in hand. */
    FLAGGED_TOO_OFTEN;

    /** For people and for scripts. */
    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  @Override
  public String toString() {
    return kind.word() + ": " + text;
  }
}

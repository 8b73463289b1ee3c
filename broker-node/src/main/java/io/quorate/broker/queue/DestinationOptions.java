package io.quorate.broker.queue;

/**
 * How a destination treats its messages. 0 means not limited, unless said otherwise.
 *
 * @param maxDeliveries failed attempts after which a message is dead-lettered
 * @param redeliveryDelayMillis before a failed message is offered again
 * @param redeliveryBackoffPercent each further delay is so many percent of the one before
 * @param lockMillis how long a delivery may be held
 * @param timeToLiveMillis for messages that say none
 * @param deadLetterQueue empty: {@code DLQ.} and the name
 */
public record DestinationOptions(
    long maxMessages,
    long maxBytes,
    OverflowPolicy overflow,
    int maxDeliveries,
    long redeliveryDelayMillis,
    int redeliveryBackoffPercent,
    long redeliveryDelayMaxMillis,
    long lockMillis,
    long timeToLiveMillis,
    String deadLetterQueue,
    boolean deadLetterExpired) {
  public static final DestinationOptions DEFAULT =
      new DestinationOptions(0, 0, OverflowPolicy.BLOCK, 16, 0, 100, 0, 60_000, 0, "", false);
}

package io.quorate.client;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Receives messages of one queue, topic or pattern of topics. Some are fetched ahead ({@link
 * ConsumerOptions.Builder#prefetch}). Every message has to be settled; what is not goes back when
 * its lock runs out, or the consumer or its connection ends.
 *
 * <p>After a failover the consumer goes on by itself. What it had received and not settled then
 * belongs to it no more: settling it comes to nothing ({@link Settlement.Result#LOST}), and it is
 * delivered again, flagged {@link Message#redelivered}.
 */
public interface Consumer extends AutoCloseable {
  Destination source();

  /**
   * Waits for a message.
   *
   * @return null if none came in time
   * @throws QuorateException if the consumer was closed, the broker ended it for good, or the
   *     thread was interrupted
   */
  @Nullable Message receive(Duration timeout);

  /** Waits for a message as long as it takes. Throws as {@link #receive(Duration)} does. */
  Message receive();

  /**
   * A message that has arrived, without waiting.
   *
   * @return null if none has
   */
  @Nullable Message receiveNow();

  /**
   * Acknowledges the message and all that this consumer received before it and that are not settled
   * yet, those of other threads included. Does not block.
   */
  void acknowledgeUpTo(Message message);

  /** How many settlements came too late; those messages were delivered again, flagged. */
  long lostSettlements();

  /**
   * Waits until the broker has answered all settlements.
   *
   * @return false if the time was up before
   */
  boolean flush(Duration timeout);

  /**
   * Waits for settlements under way, at most for the client's close time-out, and gives back all
   * that is not settled, at once. A durable subscription stays. Repeatable.
   */
  @Override
  void close();
}

package io.quorate.client;

/**
 * Sends and acknowledgements, over several destinations, that take effect together or not at all.
 * They are gathered in the client and go to the broker with {@link #commit}; a failover before that
 * harms only what was acknowledged, which is delivered again. For one thread at a time.
 *
 * <pre>{@code
 * try (Transaction tx = client.begin()) {
 *   tx.acknowledge(order);
 *   tx.send("invoices", invoice);
 *   tx.commit();
 * }
 * }</pre>
 */
public interface Transaction extends AutoCloseable {
  /**
   * Adds a message. It is persistent, whatever it says of itself.
   *
   * @throws NotStoredException if it makes the transaction too large
   */
  void send(Destination to, Message message);

  /** Adds a message to a queue. */
  default void send(String queue, Message message) {
    send(Destination.queue(queue), message);
  }

  /** Adds a message to a queue. The text is the body, in UTF-8. */
  default void send(String queue, String text) {
    send(queue, Message.of(text));
  }

  /** Adds a message to a topic. */
  default void publish(String topic, Message message) {
    send(Destination.topic(topic), message);
  }

  /** Adds an acknowledgement. The message cannot be settled otherwise any more. */
  void acknowledge(Message message);

  /**
   * Stores all of it, and waits for that, for {@link ClientOptions#sendTimeout} at most. If it
   * fails as a {@link RetryLaterException} it can be called again.
   *
   * @throws RetryLaterException surely not committed; with {@link Reason#TRANSACTION_ROLLED_BACK},
   *     what it acknowledges was lost to a failover or a lock that ran out, and comes again: roll
   *     back and begin anew
   * @throws OutcomeUnknownException may be committed, wholly; {@link
   *     OutcomeUnknownException#resolution} tells when that is known
   */
  Confirmation commit();

  /**
   * Drops what was sent; what was acknowledged fails, as by {@link Message#fail()}, and so comes
   * again. Does nothing after a commit that succeeded, or whose outcome is unknown. Repeatable.
   */
  void rollback();

  /** Rolls back what is not committed. */
  @Override
  default void close() {
    rollback();
  }
}

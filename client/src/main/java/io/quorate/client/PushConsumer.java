package io.quorate.client;

/** Hands messages to a {@link MessageHandler} until it is closed. */
public interface PushConsumer extends AutoCloseable {
  Destination source();

  /** How many settlements came too late; those messages were delivered again, flagged. */
  long lostSettlements();

  /**
   * Takes nothing new, waits for handlers that are at work, at most for the client's close
   * time-out, and gives back what they had not begun. Repeatable.
   */
  @Override
  void close();
}

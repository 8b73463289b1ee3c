package io.quorate.client;

/** Takes messages one after the other, on as many threads as the consumer was given. */
@FunctionalInterface
public interface MessageHandler {
  /**
   * Handles one message. If it returns, the message is acknowledged; if it throws, the message
   * fails: it comes again after the queue's delay, until the queue's limit of attempts makes it a
   * dead letter. A handler that settles the message itself is left to it.
   */
  void handle(Message message) throws Exception;
}

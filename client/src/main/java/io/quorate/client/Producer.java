package io.quorate.client;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/**
 * Sends to one destination, in the order of the calls, which also is the order in which consumers
 * get them (per priority). Every message is numbered, and repeated with the same number through
 * failovers until it is confirmed or its time is up, so none is stored twice. What is sent while a
 * batch is under way forms the next one; nothing has to be tuned.
 *
 * <p>What is unconfirmed is bounded ({@link ProducerOptions.Builder#windowBytes}). While the window
 * is full, as behind a slow disk, a missing quorum or a full queue, {@link #send} and {@link
 * #sendAsync} wait; past the producer's time-out that ends with a {@link RetryLaterException}.
 */
public interface Producer extends AutoCloseable {
  Destination destination();

  /**
   * Sends and waits for the confirmation.
   *
   * @throws QuorateException one of its three kinds
   */
  Confirmation send(Message message);

  /** As {@link #send(Message)}. The bytes are the body; they are copied. */
  Confirmation send(byte[] body);

  /** As {@link #send(Message)}. The text is the body, in UTF-8. */
  Confirmation send(String text);

  /**
   * Sends without waiting for the confirmation. Blocks only while the window is full, for the
   * producer's time-out at most; never throws what {@link #send} throws, but returns it. The
   * futures of one producer complete in the order of the calls on a callback thread, as far as they
   * succeed.
   */
  CompletableFuture<Confirmation> sendAsync(Message message);

  /** As {@link #sendAsync(Message)}. The bytes are the body; they are copied. */
  CompletableFuture<Confirmation> sendAsync(byte[] body);

  /** As {@link #sendAsync(Message)}. The text is the body, in UTF-8. */
  CompletableFuture<Confirmation> sendAsync(String text);

  /**
   * Waits until all that was sent has ended, well or not.
   *
   * @return false if the time was up before
   */
  boolean flush(Duration timeout);

  /**
   * Takes nothing more, and waits for what is under way, for the client's close time-out at most.
   * What then is still open ends: never sent, as surely not stored; otherwise as unknown.
   * Repeatable.
   */
  @Override
  void close();
}

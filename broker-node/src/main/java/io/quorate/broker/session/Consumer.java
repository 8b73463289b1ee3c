package io.quorate.broker.session;

import io.quorate.broker.queue.Settlement;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** One consumer, browser or subscriber of a connection. */
public interface Consumer {
  void addCredit(int messages, long bytes);

  /**
   * {@link DeliverySink#drained()} follows once nothing more waits; the rest of the credit is gone.
   */
  void drain();

  /** The sink can be written to again. */
  void writable();

  /**
   * Settles deliveries by their tags. In a transaction they take effect with its commit.
   *
   * @return how many were not this consumer's any more
   */
  CompletionStage<Integer> settle(
      List<TagRange> settlements, long transaction, long deadlineMillis);

  void renewLock(long fromTag, long toTag);

  /** Gives back what it holds, at once. A durable subscription stays. */
  CompletionStage<Void> close();

  /**
   * Deliveries side by side, and what became of them.
   *
   * @param toTag inclusive; tags in between that are settled already are skipped
   */
  record TagRange(
      long fromTag, long toTag, Settlement.Outcome outcome, long delayMillis, String reason) {}
}

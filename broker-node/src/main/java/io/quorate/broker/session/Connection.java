package io.quorate.broker.session;

import io.quorate.broker.queue.Address;
import io.quorate.broker.queue.DestinationKind;
import io.quorate.broker.queue.ProducerId;
import io.quorate.broker.queue.SequenceMode;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletionStage;

/**
 * One client's connection. Calls take effect in their order; their answers may come in another.
 * Every call is answered, at the latest at its deadline.
 */
public interface Connection {
  long epoch();

  Limits limits();

  /**
   * Makes the producer known, or finds what it stored last.
   *
   * @return the last sequence number that is stored; 0: none, or forgotten
   */
  CompletionStage<Long> openProducer(ProducerId producer, SequenceMode mode);

  void closeProducer(ProducerId producer);

  /**
   * Sends a batch.
   *
   * @param messages encoded messages (quorate.message.v1.Message); not to be changed afterwards
   * @param transaction 0: none
   */
  CompletionStage<SendReceipt> send(
      ProducerId producer,
      long firstSequence,
      List<ByteBuffer> messages,
      long transaction,
      long deadlineMillis);

  CompletionStage<Consumer> subscribe(SubscribeRequest request, DeliverySink sink);

  /** Removes a durable or shared subscription; refused while it has consumers. */
  CompletionStage<Void> unsubscribe(String subscription);

  /** Lives as long as this connection, and 30 s longer, for its return after a failover. */
  CompletionStage<Address> createTemporary(DestinationKind kind);

  CompletionStage<Void> deleteTemporary(Address address);

  void begin(long transaction);

  /**
   * Stores all that was noted under the transaction as one entry, or nothing.
   *
   * @param sequence the producer's next number: by asking for its last one, the outcome is known
   */
  CompletionStage<SendReceipt> commit(
      long transaction, ProducerId producer, long sequence, long deadlineMillis);

  void rollback(long transaction);

  /** Takes its leave: what its consumers hold is released, no attempt is counted. Repeatable. */
  void close();

  /** Gone without a word: whatever its consumers were doing failed. Repeatable. */
  void lost();
}

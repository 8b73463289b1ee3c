package io.quorate.broker.session;

import io.quorate.broker.queue.Command;
import io.quorate.broker.queue.ProducerId;
import io.quorate.broker.queue.SequenceMode;
import io.quorate.broker.queue.dispatch.Settling;
import io.quorate.broker.session.BrokerException.Code;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What is noted under a transaction until it is committed or rolled back. On the loop. */
final class Transaction {
  /** What a settled message takes of the bound, however many neighbours it has. */
  private static final int SETTLEMENT_BYTES = 64;

  private final Limits limits;
  private final List<ByteBuffer> messages = new ArrayList<>();
  private final List<Batch.Share> shares = new ArrayList<>();
  private final Settling settling = new Settling();
  private long messageBytes;
  private boolean isCommitting;

  Transaction(Limits limits) {
    this.limits = limits;
  }

  Settling settling() {
    return settling;
  }

  List<Batch.Share> shares() {
    return shares;
  }

  boolean isCommitting() {
    return isCommitting;
  }

  void commits(boolean isUnderWay) {
    isCommitting = isUnderWay;
  }

  /** Null: it was noted. */
  @Nullable BrokerException note(Batch batch) {
    BrokerException full = fullWith(batch.bytes());
    if (full == null && messages.size() + batch.count() > limits.batchMessagesMax()) {
      full =
          new BrokerException(
              Code.LIMIT_REACHED,
              "at most " + limits.batchMessagesMax() + " messages are allowed in a transaction",
              "",
              limits.batchMessagesMax(),
              messages.size() + batch.count());
    }
    if (full == null) {
      messages.addAll(batch.send().messages());
      shares.addAll(batch.shares());
      messageBytes += batch.bytes();
    }
    return full;
  }

  /** Whether so much more finds room; null: it does. */
  @Nullable BrokerException fullWith(long more) {
    long bytes = messageBytes + (long) settling.size() * SETTLEMENT_BYTES + more;
    return bytes <= limits.transactionBytesMax()
        ? null
        : new BrokerException(
            Code.LIMIT_REACHED,
            "at most " + limits.transactionBytesMax() + " bytes are allowed in a transaction",
            "",
            limits.transactionBytesMax(),
            bytes);
  }

  Command.Transact command(ProducerId producer, SequenceMode mode, long sequence) {
    return new Command.Transact(producer, mode, sequence, messages, settling.settlements());
  }
}

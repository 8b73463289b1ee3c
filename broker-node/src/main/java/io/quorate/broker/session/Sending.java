package io.quorate.broker.session;

import io.quorate.broker.queue.CommandCodec;
import io.quorate.broker.queue.ProducerId;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A batch or a commit on its way into the log. */
final class Sending {
  private final LiveConnection connection;
  private final ProducerId producer;
  private final CommandCodec.Encoded encoded;
  private final List<Batch.Share> shares;
  private final long deadlineNanos;
  private final Reign.Answer answer;

  /** Why it waits; null: it does not. */
  private @Nullable BrokerException reason;

  Sending(
      LiveConnection connection,
      ProducerId producer,
      CommandCodec.Encoded encoded,
      List<Batch.Share> shares,
      long deadlineNanos,
      Reign.Answer answer) {
    this.connection = connection;
    this.producer = producer;
    this.encoded = encoded;
    this.shares = shares;
    this.deadlineNanos = deadlineNanos;
    this.answer = answer;
  }

  LiveConnection connection() {
    return connection;
  }

  ProducerId producer() {
    return producer;
  }

  CommandCodec.Encoded encoded() {
    return encoded;
  }

  List<Batch.Share> shares() {
    return shares;
  }

  long deadlineNanos() {
    return deadlineNanos;
  }

  Reign.Answer answer() {
    return answer;
  }

  long bytes() {
    return encoded.payload().remaining();
  }

  void waitFor(BrokerException why) {
    reason = why;
  }

  /** What its sender is told if it has waited too long. */
  void fail() {
    BrokerException why = reason;
    answer.failed(
        why == null
            ? new BrokerException(BrokerException.Code.OVERLOADED, "it waited behind another")
            : why);
  }
}

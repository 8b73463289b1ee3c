package io.quorate.broker.process;

import io.quorate.client.Confirmation;
import io.quorate.client.Durability;
import io.quorate.client.Message;
import io.quorate.client.MessageBuilder;
import io.quorate.client.OutcomeUnknownException;
import io.quorate.client.Producer;
import io.quorate.client.QuorateException;
import io.quorate.client.history.CheckedBody;
import io.quorate.client.history.History;
import io.quorate.client.history.History.Outcome;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Sends numbered messages to one destination and tells what became of them. For one thread. */
final class CheckedProducer {
  private final long number;
  private final Producer producer;
  private final History history;
  private final ConfirmMeter meter;
  private final int bodyBytes;
  private final Semaphore window;
  private final Consumer<Throwable> onFailure;
  private long lastSequence;

  /**
   * Opens nothing: the history knows the number already.
   *
   * @param window a permit for each message whose send has not ended
   * @param onFailure told what must not happen
   */
  CheckedProducer(
      long number,
      Producer producer,
      History history,
      ConfirmMeter meter,
      int bodyBytes,
      Semaphore window,
      Consumer<Throwable> onFailure) {
    this.number = number;
    this.producer = producer;
    this.history = history;
    this.meter = meter;
    this.bodyBytes = bodyBytes;
    this.window = window;
    this.onFailure = onFailure;
  }

  /** Sends the next one, once the window has room. */
  void send(UnaryOperator<MessageBuilder> headers) {
    window.acquireUninterruptibly();
    long sequence = ++lastSequence;
    history.sent(number, sequence);
    long startNanos = System.nanoTime();
    var unused =
        producer
            .sendAsync(message(sequence, headers))
            .whenComplete(
                (confirmation, failure) -> {
                  ended(sequence, startNanos, confirmation, failure);
                  window.release();
                });
  }

  private Message message(long sequence, UnaryOperator<MessageBuilder> headers) {
    byte[] body = CheckedBody.ofSize(number, sequence, bodyBytes).encode();
    return headers.apply(Message.builder().body(body)).build();
  }

  private void ended(
      long sequence,
      long startNanos,
      @Nullable Confirmation confirmation,
      @Nullable Throwable failure) {
    if (confirmation != null) {
      history.failover(confirmation.epoch());
      if (confirmation.durability() == Durability.QUORUM_DISK) {
        meter.confirmed(confirmation.epoch(), System.nanoTime() - startNanos);
      }
    } else if (failure instanceof OutcomeUnknownException unknown) {
      meter.unknown();
      var unused = unknown.resolution().whenComplete((c, f) -> tell(sequence, c, f));
    } else if (failure instanceof QuorateException) {
      meter.refused();
    }
    tell(sequence, confirmation, failure);
  }

  private void tell(
      long sequence, @Nullable Confirmation confirmation, @Nullable Throwable failure) {
    if (confirmation != null) {
      history.sendEnded(number, sequence, Outcome.CONFIRMED);
    } else if (failure instanceof OutcomeUnknownException) {
      history.sendEnded(number, sequence, Outcome.UNKNOWN);
    } else if (failure instanceof QuorateException) {
      history.sendEnded(number, sequence, Outcome.REFUSED);
    } else if (failure != null) {
      onFailure.accept(failure);
    }
  }
}

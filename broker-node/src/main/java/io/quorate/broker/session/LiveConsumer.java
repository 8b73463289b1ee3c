package io.quorate.broker.session;

import io.quorate.broker.queue.Address;
import io.quorate.broker.queue.Settlement;
import io.quorate.broker.queue.dispatch.Dispatched;
import io.quorate.broker.queue.dispatch.Receiver;
import io.quorate.broker.queue.dispatch.SettleCall;
import io.quorate.broker.queue.dispatch.Settling;
import io.quorate.broker.queue.dispatch.Subscriber;
import io.quorate.broker.session.BrokerException.Code;
import io.quorate.replication.model.NodeId;
import io.quorate.replication.port.Proposal;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A consumer of a connection: between its head's threads and dispatch. */
final class LiveConsumer implements Consumer, Receiver {
  private static final Logger LOG = LoggerFactory.getLogger(LiveConsumer.class);
  private static final int REASON_MAX = 255;

  private final LiveConnection connection;
  private final Address source;
  private final DeliverySink sink;

  /** Shows what waits, and delivers nothing. */
  private final boolean browses;

  /** On the loop. */
  private @Nullable Subscriber subscriber;

  LiveConsumer(LiveConnection connection, Address source, DeliverySink sink, boolean browses) {
    this.connection = connection;
    this.source = source;
    this.sink = sink;
    this.browses = browses;
  }

  void begin(Subscriber attached) {
    subscriber = attached;
  }

  private Subscriber subscriber() {
    Subscriber attached = subscriber;
    if (attached == null) {
      throw new IllegalStateException("a consumer that was never attached");
    }
    return attached;
  }

  // ── what the client says ──

  @Override
  public void addCredit(int messages, long bytes) {
    connection.tell(() -> subscriber().addCredit(Math.max(0, messages), Math.max(0, bytes)));
  }

  @Override
  public void drain() {
    connection.tell(() -> subscriber().drain());
  }

  @Override
  public void writable() {
    connection.tell(() -> subscriber().writable());
  }

  @Override
  public void renewLock(long fromTag, long toTag) {
    connection.tell(() -> subscriber().renewLock(fromTag, toTag));
  }

  @Override
  public CompletionStage<Integer> settle(
      List<TagRange> settlements, long transaction, long deadlineMillis) {
    List<TagRange> ranges = new ArrayList<>();
    for (TagRange range : settlements) {
      if (range.outcome() == Settlement.Outcome.EXPIRED || range.delayMillis() < 0) {
        return LiveConnection.failed(
            new BrokerException(
                Code.INVALID,
                "an outcome of a consumer's and a delay of 0 or more were expected, found "
                    + range.outcome()
                    + " and "
                    + range.delayMillis()));
      }
      ranges.add(bounded(range));
    }
    long deadlineNanos = connection.deadlineNanos(deadlineMillis);
    return transaction == 0
        ? connection.call(0, answer -> settle(ranges, deadlineNanos, answer))
        : connection.call(0, answer -> note(ranges, transaction, answer));
  }

  private static TagRange bounded(TagRange range) {
    String reason = range.reason();
    return reason.length() <= REASON_MAX
        ? range
        : new TagRange(
            range.fromTag(),
            range.toTag(),
            range.outcome(),
            range.delayMillis(),
            reason.substring(0, REASON_MAX));
  }

  private void settle(
      List<TagRange> ranges, long deadlineNanos, CompletableFuture<Integer> answer) {
    SettleAnswer call = new SettleAnswer(ranges, deadlineNanos, answer);
    Settling settling = connection.reign().dispatcher().settle(call);
    for (TagRange range : ranges) {
      call.lost += noteIn(settling, range);
    }
  }

  private void note(List<TagRange> ranges, long transaction, CompletableFuture<Integer> answer) {
    try {
      Transaction open = connection.transactions().find(transaction);
      int lost = 0;
      for (TagRange range : ranges) {
        BrokerException full = open.fullWith(0);
        if (full != null) {
          throw full;
        }
        lost += noteIn(open.settling(), range);
      }
      forgetLost(ranges);
      answer.complete(lost);
    } catch (BrokerException e) {
      answer.completeExceptionally(e);
    }
  }

  /** Returns how many are not this consumer's any more. */
  private int noteIn(Settling settling, TagRange range) {
    int noted =
        settling.note(
            subscriber(),
            range.fromTag(),
            range.toTag(),
            range.outcome(),
            range.delayMillis(),
            range.reason());
    if (range.outcome() == Settlement.Outcome.ACKNOWLEDGED) {
      connection.reign().counts().acknowledged(source, noted);
    }
    return subscriber().countLost(range.fromTag(), range.toTag());
  }

  private void forgetLost(List<TagRange> told) {
    told.forEach(range -> subscriber().forgetLost(range.fromTag(), range.toTag()));
  }

  private final class SettleAnswer implements SettleCall {
    private final long deadlineNanos;
    private final CompletableFuture<Integer> answer;
    private final List<TagRange> ranges;
    private int lost;

    SettleAnswer(List<TagRange> ranges, long deadlineNanos, CompletableFuture<Integer> answer) {
      this.deadlineNanos = deadlineNanos;
      this.answer = answer;
      this.ranges = ranges;
    }

    @Override
    public long deadlineNanos() {
      return deadlineNanos;
    }

    @Override
    public void tooLate(int count) {
      lost += count;
    }

    @Override
    public void applied() {
      forgetLost(ranges);
      answer.complete(lost);
    }

    @Override
    public void refused(Proposal.Refusal reason, @Nullable NodeId master, String detail) {
      answer.completeExceptionally(
          connection.reign().group().refusals().refused(reason, master, detail));
    }

    @Override
    public void unknown(String detail) {
      answer.completeExceptionally(Refusals.unknown(detail));
    }
  }

  @Override
  public CompletionStage<Void> close() {
    return connection.call(
        0,
        answer -> {
          leave(Settlement.Outcome.RELEASED, "its consumer was closed");
          connection.forget(this);
          answer.complete(null);
        });
  }

  /** On the loop. */
  void leave(Settlement.Outcome outcome, String reason) {
    subscriber().close(outcome, reason);
  }

  // ── what dispatch says ──

  @Override
  public void deliver(List<Dispatched> messages) {
    List<Delivery> deliveries = new ArrayList<>(messages.size());
    int redelivered = 0;
    for (Dispatched message : messages) {
      deliveries.add(delivery(message));
      redelivered += message.redelivered() ? 1 : 0;
    }
    if (!browses) {
      connection.reign().counts().delivered(source, messages.size(), redelivered);
    }
    guarded(() -> sink.deliver(deliveries));
  }

  /** A head that stumbles loses its connection, and nobody else's. */
  private void guarded(Runnable said) {
    try {
      said.run();
    } catch (RuntimeException e) {
      LOG.error("a consumer's head stumbled", e);
      connection.overrun(Refusals.unknown("the consumer's protocol head stumbled: " + e));
    }
  }

  static Delivery delivery(Dispatched message) {
    return new Delivery(
        message.tag(),
        message.message(),
        message.redelivered(),
        message.attempts(),
        message.ref(),
        message.storedMillis(),
        message.expiresMillis(),
        message.deadLetter());
  }

  @Override
  public boolean isWritable() {
    return sink.isWritable();
  }

  @Override
  public void drained() {
    guarded(sink::drained);
  }

  @Override
  public void closed(String reason) {
    connection.forget(this);
    guarded(() -> sink.closed(new BrokerException(Code.NOT_FOUND, reason)));
  }
}

package io.quorate.broker.session;

import io.quorate.broker.queue.Address;
import io.quorate.broker.queue.Applied;
import io.quorate.broker.queue.Command;
import io.quorate.broker.queue.DestinationKind;
import io.quorate.broker.queue.ProducerId;
import io.quorate.broker.queue.SequenceMode;
import io.quorate.broker.queue.Settlement;
import io.quorate.broker.queue.SubscriptionKey;
import io.quorate.broker.session.BrokerException.Code;
import io.quorate.replication.model.LogPosition;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A connection under one master's reign. Calls are checked on their caller's thread and take effect
 * on the loop, in their order.
 */
final class LiveConnection implements Connection {
  private static final long DEADLINE_MILLIS = 30_000;
  private static final long DEADLINE_MILLIS_MAX = 600_000;
  private static final String LOST = "its consumer was lost";

  private final Reign reign;
  private final ConnectRequest request;
  private final ConnectionEvents events;
  private final CallQueue calls;
  private final AtomicBoolean overrun = new AtomicBoolean();

  /** Known to callers before the state knows them: what they send is encoded at once. */
  private final Map<ProducerId, SequenceMode> producers = new ConcurrentHashMap<>();

  /** On the loop. */
  private final LinkedHashSet<LiveConsumer> consumers = new LinkedHashSet<>();

  private final Transactions transactions;
  private final Unanswered unanswered = new Unanswered();

  /** Why nothing is done any more; null: it is. */
  private @Nullable BrokerException over;

  LiveConnection(Reign reign, ConnectRequest request, ConnectionEvents events) {
    this.reign = reign;
    this.request = request;
    this.events = events;
    this.calls = reign.group().newCalls();
    this.transactions = new Transactions(this);
  }

  Reign reign() {
    return reign;
  }

  ConnectRequest request() {
    return request;
  }

  boolean isClosed() {
    return over != null;
  }

  /** Whether this connection sent it. Any thread. */
  boolean hasProducer(ProducerId producer) {
    return producers.containsKey(producer);
  }

  @Override
  public long epoch() {
    return reign.epoch();
  }

  @Override
  public Limits limits() {
    return reign.group().limits();
  }

  // ── how calls come to the loop ──

  <T> CompletableFuture<T> call(long bytes, Consumer<CompletableFuture<T>> action) {
    CompletableFuture<T> answer = new CompletableFuture<>();
    calls.add(
        new CallQueue.Call(
            () -> {
              BrokerException reason = over;
              if (reason == null) {
                unanswered.add(answer);
                action.accept(answer);
              } else {
                answer.completeExceptionally(reason);
              }
            },
            answer::completeExceptionally,
            bytes));
    return answer;
  }

  /** Something without an answer: where there is no room for it the connection cannot go on. */
  void tell(Runnable action) {
    calls.add(
        new CallQueue.Call(
            () -> {
              if (over == null) {
                action.run();
              }
            },
            this::overrun,
            0));
  }

  /** Ends the connection soon, unless it is over. */
  void overrun(BrokerException reason) {
    if (reason.code() != Code.NOT_MASTER && overrun.compareAndSet(false, true)) {
      calls.addAlways(new CallQueue.Call(() -> end(reason), ignored -> {}, 0));
    }
  }

  static <T> CompletionStage<T> failed(BrokerException reason) {
    return CompletableFuture.failedFuture(reason);
  }

  long deadlineNanos(long millis) {
    long bounded = millis <= 0 ? DEADLINE_MILLIS : Math.min(millis, DEADLINE_MILLIS_MAX);
    return reign.group().clock().nanos() + TimeUnit.MILLISECONDS.toNanos(bounded);
  }

  void require(Gate.Verb verb, Address address) throws BrokerException {
    require(verb, address.toString());
  }

  void require(Gate.Verb verb, String resource) throws BrokerException {
    if (!reign.group().gate().allowed(request.principal(), verb, resource)) {
      throw new BrokerException(
          Code.NOT_ALLOWED,
          String.format("%s may not %s %s", request.principal().name(), verb, resource));
    }
  }

  // ── producers ──

  @Override
  public CompletionStage<Long> openProducer(ProducerId producer, SequenceMode mode) {
    int max = limits().producersPerConnectionMax();
    if (!producers.containsKey(producer) && producers.size() >= max) {
      return failed(
          new BrokerException(
              Code.LIMIT_REACHED,
              "at most " + max + " producers are allowed on a connection",
              "",
              max,
              producers.size()));
    }
    producers.put(producer, mode);
    return call(
        0,
        answer ->
            reign.propose(
                new Command.OpenProducer(producer, mode),
                new Into<>(answer, result -> ((Applied.ProducerOpened) result).lastSequence())));
  }

  @Override
  public void closeProducer(ProducerId producer) {
    producers.remove(producer);
  }

  private SequenceMode modeOf(ProducerId producer) throws BrokerException {
    SequenceMode mode = producers.get(producer);
    if (mode == null) {
      throw new BrokerException(
          Code.INVALID, "producer " + producer + " is not open on this connection");
    }
    return mode;
  }

  @Override
  public CompletionStage<SendReceipt> send(
      ProducerId producer,
      long firstSequence,
      List<ByteBuffer> messages,
      long transaction,
      long deadlineMillis) {
    long deadlineNanos = deadlineNanos(deadlineMillis);
    try {
      // The numbers are used by the commit, which has one of its own.
      Batch batch = checked(producer, transaction == 0 ? firstSequence : 1, messages);
      return transaction == 0
          ? call(batch.bytes(), answer -> send(batch, deadlineNanos, answer))
          : call(batch.bytes(), answer -> transactions.send(transaction, batch, answer));
    } catch (BrokerException e) {
      return failed(e);
    }
  }

  private Batch checked(ProducerId producer, long firstSequence, List<ByteBuffer> messages)
      throws BrokerException {
    SequenceMode mode = modeOf(producer);
    Batch batch = Batch.of(new Command.Send(producer, mode, firstSequence, messages), limits());
    for (Batch.Share share : batch.shares()) {
      require(Gate.Verb.SEND, share.address());
    }
    return batch;
  }

  private void send(Batch batch, long deadlineNanos, CompletableFuture<SendReceipt> answer) {
    if (batch.mayStayInMemory() && reign.volatiles().accepts(batch)) {
      reign.volatiles().send(batch, answer);
      return;
    }
    reign
        .senders()
        .send(
            new Sending(
                this,
                batch.send().producer(),
                batch.encoded(),
                batch.shares(),
                deadlineNanos,
                new Receipts(answer, reign.counts(), batch)));
  }

  // ── consumers ──

  @Override
  public CompletionStage<io.quorate.broker.session.Consumer> subscribe(
      SubscribeRequest wanted, DeliverySink sink) {
    try {
      Subscribing subscribing = Subscribing.checked(this, wanted, sink);
      return call(0, subscribing::begin);
    } catch (BrokerException e) {
      return failed(e);
    }
  }

  int producers() {
    return producers.size();
  }

  int consumers() {
    return consumers.size();
  }

  void add(LiveConsumer consumer) {
    consumers.add(consumer);
  }

  void forget(LiveConsumer consumer) {
    consumers.remove(consumer);
  }

  @Override
  public CompletionStage<Void> unsubscribe(String subscription) {
    SubscriptionKey key = new SubscriptionKey(request.clientId(), subscription);
    try {
      require(Gate.Verb.DELETE, "subscription " + subscription);
    } catch (BrokerException e) {
      return failed(e);
    }
    return call(0, answer -> reign.unsubscribe(key, false, new Into<>(answer, result -> null)));
  }

  // ── temporary destinations ──

  @Override
  public CompletionStage<Address> createTemporary(DestinationKind kind) {
    try {
      require(Gate.Verb.CREATE, "temporary " + kind);
    } catch (BrokerException e) {
      return failed(e);
    }
    return call(0, answer -> reign.temporaries().create(kind, request.connectionId(), answer));
  }

  @Override
  public CompletionStage<Void> deleteTemporary(Address address) {
    return call(0, answer -> reign.temporaries().delete(address, request.connectionId(), answer));
  }

  // ── transactions ──

  Transactions transactions() {
    return transactions;
  }

  @Override
  public void begin(long transaction) {
    tell(() -> transactions.begin(transaction));
  }

  @Override
  public CompletionStage<SendReceipt> commit(
      long transaction, ProducerId producer, long sequence, long deadlineMillis) {
    long deadlineNanos = deadlineNanos(deadlineMillis);
    try {
      SequenceMode mode = modeOf(producer);
      return call(
          0,
          answer ->
              transactions.commit(transaction, producer, mode, sequence, deadlineNanos, answer));
    } catch (BrokerException e) {
      return failed(e);
    }
  }

  @Override
  public void rollback(long transaction) {
    tell(() -> transactions.rollback(transaction));
  }

  // ── the end ──

  @Override
  public void close() {
    leave(Settlement.Outcome.RELEASED, "its consumer was closed");
  }

  @Override
  public void lost() {
    leave(Settlement.Outcome.FAILED, LOST);
  }

  private void leave(Settlement.Outcome outcome, String why) {
    Runnable leaving =
        () -> {
          BrokerException reason = new BrokerException(Code.NOT_READY, "the connection is closed");
          calls.close(reason);
          giveBack(reason, outcome, why);
        };
    calls.addAlways(new CallQueue.Call(leaving, ignored -> {}, 0));
  }

  private void giveBack(BrokerException reason, Settlement.Outcome outcome, String why) {
    if (over == null) {
      over = reason;
      reign.forget(this);
      reign.senders().drop(this, reason);
      transactions.rollbackAll();
      for (LiveConsumer consumer : new ArrayList<>(consumers)) {
        consumer.leave(outcome, why);
      }
      consumers.clear();
    }
  }

  /** Over, and not by the client's wish. */
  void end(BrokerException reason) {
    if (over == null) {
      calls.close(reason);
      giveBack(reason, Settlement.Outcome.FAILED, LOST);
      // What was under way in the log was answered by it; the rest never came there.
      unanswered.refuse(reason);
      events.closed(reason);
    }
  }

  /** Brings an answer of the log's to a caller. */
  record Into<T>(CompletableFuture<T> answer, java.util.function.Function<Applied, T> reading)
      implements Reign.Answer {
    @Override
    public void applied(LogPosition position, int syncedNodes, Applied result) {
      answer.complete(reading.apply(result));
    }

    @Override
    public void failed(BrokerException reason) {
      answer.completeExceptionally(reason);
    }
  }
}

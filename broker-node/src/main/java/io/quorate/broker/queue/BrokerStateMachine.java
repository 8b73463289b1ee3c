package io.quorate.broker.queue;

import io.quorate.replication.ledger.LedgerStateMachine;
import io.quorate.replication.model.Entry;
import io.quorate.replication.model.EntryType;
import io.quorate.replication.model.IndexRanges;
import io.quorate.replication.model.Row;
import io.quorate.replication.port.StateMachine;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What the log means to a broker. The diagnostic log of the types 32 and 128 lives on beside the
 * queues, in rows of its own. Our entries are answered with {@link Applied}.
 */
public final class BrokerStateMachine implements StateMachine, BrokerView {
  private final StateLimits limits;
  private final Pages pages;
  private final LedgerStateMachine ledger;
  private BrokerState state;
  private StateViews views;
  private @Nullable StateListener listener;

  /**
   * Empty, until it is loaded.
   *
   * @param reader of the rows that were handed over before the last checkpoint
   * @param residentBytesMax how much of the queues' indexes may stay in memory, about
   */
  public BrokerStateMachine(StateLimits limits, RowReader reader, long residentBytesMax) {
    this.limits = limits;
    this.pages = new Pages(reader, residentBytesMax);
    this.ledger = new LedgerStateMachine(LedgerStateMachine.LIVE_BYTES_DEFAULT);
    this.state = new BrokerState(new Books(limits, pages));
    this.views = new StateViews(state);
  }

  /** Null: nobody has to be told any more. A new listener looks for itself what is there. */
  public void setListener(@Nullable StateListener present) {
    listener = present;
    state.setListener(present);
  }

  public LedgerStateMachine ledger() {
    return ledger;
  }

  // ── the log ──

  @Override
  public boolean knows(byte type, byte version) {
    return CommandType.isKnown(type, version) || ledger.knows(type, version);
  }

  @Override
  public Object apply(Entry entry) {
    state.advance(entry);
    Object result =
        CommandType.isKnown(entry.type(), entry.version())
            ? state.apply(entry)
            : applyToLedger(entry);
    state.books.facts.endEntry();
    return result;
  }

  private Object applyToLedger(Entry entry) {
    return EntryType.belongsToLog(entry.type()) || ledger.knows(entry.type(), entry.version())
        ? ledger.apply(entry)
        : Applied.DONE;
  }

  @Override
  public long digest() {
    return state.digest() + ledger.digest();
  }

  @Override
  public IndexRanges liveBefore(long index) {
    long below = Math.min(index, state.books.counters.index() + 1);
    return state.books.liveness.liveBefore(below).plus(ledger.liveBefore(below));
  }

  @Override
  public void checkpoint(Consumer<Row> rows) {
    state.checkpoint(rows);
    ledger.checkpoint(row -> Rows.prefixed(RowKind.LEDGER, row, rows));
  }

  @Override
  public void snapshot(Consumer<Row> rows) {
    state.snapshot(rows);
    ledger.snapshot(row -> Rows.prefixed(RowKind.LEDGER, row, rows));
  }

  @Override
  public void load(Iterable<Row> stored) {
    pages.reset();
    Books books = new Books(limits, pages);
    Rows rows = new Rows(books);
    for (Row row : stored) {
      byte[] value = row.value();
      if (value != null) {
        rows.take(row.key(), value);
      }
    }
    state = new BrokerState(books);
    state.load(rows);
    state.setListener(listener);
    views = new StateViews(state);
    ledger.load(rows.ledger);
  }

  // ── the view ──

  @Override
  public long timeMillis() {
    return state.books.now();
  }

  @Override
  public long index() {
    return state.books.counters.index();
  }

  @Override
  public long nextDueMillis() {
    return Math.min(state.delays.nextDueMillis(), state.producers.nextExpiryMillis());
  }

  @Override
  public @Nullable SourceView queue(String name) {
    return state.destinations.queue(name);
  }

  @Override
  public @Nullable SourceView source(long id) {
    return state.sources.find(id);
  }

  @Override
  public @Nullable SourceView subscription(SubscriptionKey key) {
    return state.subscriptions.find(key);
  }

  @Override
  public boolean exists(Address address) {
    return state.destinations.find(address) != null;
  }

  @Override
  public @Nullable DestinationView destination(Address address) {
    return views.destination(address);
  }

  @Override
  public int destinationCount() {
    return state.destinations.count();
  }

  @Override
  public int subscriptionCount() {
    return state.subscriptions.count();
  }

  @Override
  public List<DestinationView> destinations(DestinationKind kind, String afterName, int countMax) {
    return views.destinations(kind, afterName, countMax);
  }

  @Override
  public List<SubscriptionView> subscriptions() {
    return views.subscriptions();
  }

  @Override
  public long lastSequence(ProducerId producer) {
    Producer found = state.producers.find(producer);
    return found == null ? -1 : found.lastSequence();
  }

  @Override
  public boolean isFull(String queue) {
    QueueState found = state.destinations.queue(queue);
    return found != null && found.isFullWith(0, 0);
  }

  @Override
  public Expired expired(long sourceId, long nowMillis, long fromPosition, int countMax) {
    return views.expired(sourceId, nowMillis, fromPosition, countMax);
  }

  @Override
  public List<DelayedView> delayed(long destinationId, int countMax) {
    return views.delayed(destinationId, countMax);
  }

  @Override
  public List<Holder> holders(int countMax) {
    return views.holders(countMax);
  }
}

package io.quorate.broker.queue.dispatch;

import io.quorate.broker.queue.Address;
import io.quorate.broker.queue.BrokerView;
import io.quorate.broker.queue.DestinationKind;
import io.quorate.broker.queue.ProducerId;
import io.quorate.broker.queue.Settlement;
import io.quorate.broker.queue.SourceView;
import io.quorate.broker.queue.StateListener;
import io.quorate.broker.queue.SubscriptionKey;
import io.quorate.broker.queue.TopicPattern;
import io.quorate.replication.model.Entry;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Hands the messages of one master's reign to its subscribers. What the state says is noted within
 * apply and acted upon in {@link #run}, once in a turn.
 */
public final class Dispatcher implements StateListener {
  /** Sources and topics looked at in one run. */
  private static final int FEEDERS_MAX = 256;

  /** Between two looks at what is held for too long. */
  private static final long LOCK_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

  private final BrokerView view;
  private final Outlet outlet;
  private final BodyReads reads;
  private final Settler settler;
  private final TreeMap<Long, SourceDispatch> sources = new TreeMap<>();
  private final LinkedHashSet<Subscriber> subscribers = new LinkedHashSet<>();
  private final LinkedHashSet<Feeder> dirty = new LinkedHashSet<>();
  private final List<SourceDispatch> removed = new ArrayList<>();
  private final Sweeper sweeper;
  private final Feeds feeds = new Feeds(this);
  private final MemoryBudget budget;
  private final LinkedHashSet<SourceDispatch> troubled = new LinkedHashSet<>();
  private long locksSeenNanos;
  private long nowNanos;
  private long nowMillis;

  /**
   * A dispatcher of what the view shows.
   *
   * @param volatileBytesMax of messages that are in memory only
   */
  public Dispatcher(BrokerView view, Outlet outlet, long volatileBytesMax) {
    this.view = view;
    this.outlet = outlet;
    this.reads = new BodyReads(outlet);
    this.settler = new Settler(outlet);
    this.sweeper = new Sweeper(this, view, outlet);
    this.budget = new MemoryBudget(volatileBytesMax);
  }

  Outlet outlet() {
    return outlet;
  }

  Settler settler() {
    return settler;
  }

  MemoryBudget budget() {
    return budget;
  }

  BodyReader newReader(Runnable waker) {
    return new BodyReader(reads, waker);
  }

  long nowNanos() {
    return nowNanos;
  }

  /** The log's time as the next entry would tell it, or close to it. */
  public long timeMillis() {
    return nowMillis;
  }

  long nowMillis() {
    return nowMillis;
  }

  long appliedIndex() {
    return view.index();
  }

  /**
   * The time of the calls that follow.
   *
   * @param logMillis as the next entry would tell it: what is over by any other clock the state
   *     would not yet hold to be
   */
  public void at(long nanos, long logMillis) {
    nowNanos = nanos;
    nowMillis = Math.max(view.timeMillis(), logMillis);
  }

  // ── subscribers ──

  /** Null: there is no such queue or subscription. */
  public @Nullable Subscriber attach(long sourceId, Terms terms, Receiver receiver) {
    SourceView source = view.source(sourceId);
    if (source == null) {
      return null;
    }
    Subscriber subscriber = newSubscriber(terms, receiver);
    dispatchOf(source).attach(subscriber);
    return subscriber;
  }

  private Subscriber newSubscriber(Terms terms, Receiver receiver) {
    Subscriber subscriber = new Subscriber(this, terms, receiver);
    subscribers.add(subscriber);
    return subscriber;
  }

  private SourceDispatch dispatchOf(SourceView source) {
    return sources.computeIfAbsent(source.id(), id -> new SourceDispatch(this, source));
  }

  /**
   * Shows what waits, from behind a position on, and then tells that it is drained.
   *
   * @param afterPosition 0: from the head
   * @return null: there is no such source
   */
  public @Nullable Subscriber browse(
      long sourceId, long afterPosition, Terms terms, Receiver receiver) {
    SourceView source = view.source(sourceId);
    if (source == null) {
      return null;
    }
    Subscriber subscriber = newSubscriber(terms, receiver);
    subscriber.feedFrom(new Browser(this, source, subscriber, afterPosition));
    return subscriber;
  }

  /**
   * Attaches a subscriber of topics that leaves no trace.
   *
   * @param share whom it shares with; null: nobody
   */
  public Subscriber listen(
      TopicPattern pattern, @Nullable SubscriptionKey share, Terms terms, Receiver receiver) {
    Subscriber subscriber = newSubscriber(terms, receiver);
    feeds.feed(pattern, share, terms).attach(subscriber);
    return subscriber;
  }

  /** What those share who are attached under this key; null: nobody is. */
  public @Nullable String sharedPattern(SubscriptionKey share) {
    return feeds.sharedPattern(share);
  }

  public @Nullable String sharedFilterKey(SubscriptionKey share) {
    return feeds.sharedFilterKey(share);
  }

  void forget(Feed feed) {
    feeds.remove(feed);
  }

  // ── messages in memory ──

  public boolean hasRoomFor(long volatileBytes) {
    return budget.hasRoom(volatileBytes);
  }

  public long volatileBytes() {
    return budget.bytes();
  }

  /** For the subscribers of a queue, now or later; false: there is no such queue. */
  public boolean offerVolatile(
      String queue, ByteBuffer message, ProducerId producer, long expiresMillis) {
    SourceView source = view.queue(queue);
    if (source == null) {
      return false;
    }
    Item item = Item.inMemory(message, producer, nowMillis, expiresMillis);
    dispatchOf(source).volatiles().add(item);
    return true;
  }

  /** For those who listen now. */
  public void publishVolatile(
      String topic, ByteBuffer message, ProducerId producer, long expiresMillis) {
    feeds.publish(topic, Item.inMemory(message, producer, nowMillis, expiresMillis));
  }

  public long volatileMessagesOf(long sourceId) {
    SourceDispatch source = sources.get(sourceId);
    return source == null ? 0 : source.volatiles().waiting();
  }

  public int listenersOf(String topic) {
    return feeds.listenersOf(topic);
  }

  void forget(Subscriber subscriber) {
    subscribers.remove(subscriber);
  }

  /** What is noted in the answer takes effect soon; the call is told. */
  public Settling settle(SettleCall call) {
    Settling open = settler.open();
    settler.add(call);
    return open;
  }

  /** Of a transaction that ends without effect: back to those who held them. */
  public void undo(Settling settling) {
    settler.giveBack(settling.undone());
  }

  public int subscribersOf(long sourceId) {
    SourceDispatch source = sources.get(sourceId);
    return source == null ? 0 : source.subscribers();
  }

  public int inFlightOf(long sourceId) {
    SourceDispatch source = sources.get(sourceId);
    return source == null ? 0 : source.inFlight();
  }

  public boolean isInFlight(long sourceId, long position) {
    SourceDispatch source = sources.get(sourceId);
    return source != null && source.isInFlight(position);
  }

  // ── what an operator moves ──

  /**
   * Keeps messages from all consumers until they are released: else one might be handed over while
   * the entry that moves it is under way, and be in two places.
   *
   * @return those that nobody has
   */
  public long[] claim(long sourceId, long[] positions) {
    SourceView source = view.source(sourceId);
    return source == null ? new long[0] : dispatchOf(source).claim(positions);
  }

  public void release(long sourceId, long[] positions) {
    SourceDispatch source = sources.get(sourceId);
    if (source != null) {
      source.release(positions);
    }
  }

  // ── running ──

  void markDirty(Feeder feeder) {
    if (dirty.add(feeder) && dirty.size() == 1) {
      outlet.wake();
    }
  }

  /** Hands over what can be handed over; returns whether there is more to do at once. */
  public boolean run() {
    closeRemoved();
    List<Feeder> turn = new ArrayList<>();
    for (Iterator<Feeder> all = dirty.iterator(); all.hasNext() && turn.size() < FEEDERS_MAX; ) {
      turn.add(all.next());
      all.remove();
    }
    for (Feeder feeder : turn) {
      if (feeder.run()) {
        dirty.add(feeder);
      }
      if (feeder instanceof SourceDispatch source && source.isIdle()) {
        sources.remove(source.sourceId(), source);
      }
    }
    settler.flush();
    return !dirty.isEmpty();
  }

  private void closeRemoved() {
    List<SourceDispatch> gone = List.copyOf(removed);
    removed.clear();
    gone.forEach(source -> source.closeAll(source.source().address() + " was deleted"));
  }

  /** Every 10 to 100 ms. */
  public void onTick() {
    if (nowNanos - locksSeenNanos >= LOCK_NANOS) {
      locksSeenNanos = nowNanos;
      takeBackOutlived();
    }
    List<SourceDispatch> again = List.copyOf(troubled);
    troubled.clear();
    again.forEach(SourceDispatch::retry);
    sweeper.onTick();
    settler.onTick(nowNanos);
    outlet.wake();
  }

  private void takeBackOutlived() {
    List<Held> all = new ArrayList<>();
    subscribers.forEach(subscriber -> all.addAll(subscriber.outlived()));
    for (Held held : all) {
      held.become(Settlement.Outcome.FAILED, 0, "it was held longer than its lock allows");
    }
    settler.giveBack(all);
  }

  /** Something did not work there; it is tried again with the next tick. */
  void retryLater(SourceDispatch source) {
    troubled.add(source);
  }

  // ── what the state says ──

  @Override
  public void arrived(SourceView source) {
    SourceDispatch dispatch = sources.get(source.id());
    if (dispatch != null) {
      markDirty(dispatch);
    }
  }

  @Override
  public void returned(SourceView source, long position) {
    SourceDispatch dispatch = sources.get(source.id());
    if (dispatch != null) {
      dispatch.returned(position);
      markDirty(dispatch);
    }
  }

  @Override
  public void gone(SourceView source, long fromPosition, int count) {
    SourceDispatch dispatch = sources.get(source.id());
    if (dispatch != null) {
      dispatch.gone(fromPosition, count);
    }
  }

  @Override
  public void expired(Address from, int count) {}

  @Override
  public void deadLettered(Address from, int count) {}

  @Override
  public void published(Address topic, long ref, int count, @Nullable Entry entry) {
    feeds.publish(topic.name(), Item.inLog(ref, count));
  }

  @Override
  public void sourceAdded(SourceView source) {}

  @Override
  public void sourceRemoved(SourceView source) {
    SourceDispatch dispatch = sources.remove(source.id());
    if (dispatch != null) {
      removed.add(dispatch);
      outlet.wake();
    }
  }

  @Override
  public void destinationChanged(Address address) {
    if (address.kind() == DestinationKind.QUEUE) {
      SourceView queue = view.queue(address.name());
      SourceDispatch dispatch = queue == null ? null : sources.get(queue.id());
      if (dispatch != null) {
        markDirty(dispatch);
      }
    } else {
      sources.values().stream()
          .filter(dispatch -> dispatch.source().subscription() != null)
          .forEach(this::markDirty);
    }
  }

  @Override
  public void destinationDeleted(Address address) {}
}

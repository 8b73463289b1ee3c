package io.quorate.broker.queue;

import io.quorate.broker.queue.BrokerView.DestinationView;
import io.quorate.broker.queue.BrokerView.Holder;
import io.quorate.broker.queue.BrokerView.SubscriptionView;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/** Pictures of the state for those who administer it. */
final class StateViews {
  /** The loop waits meanwhile. */
  private static final int DELAYED_SEEN_MAX = 100_000;

  private final BrokerState state;

  StateViews(BrokerState state) {
    this.state = state;
  }

  @Nullable DestinationView destination(Address address) {
    Destination found = state.destinations.find(address);
    return found == null ? null : viewOf(found);
  }

  List<DestinationView> destinations(DestinationKind kind, String afterName, int countMax) {
    SortedMap<String, ? extends Destination> after =
        kind == DestinationKind.QUEUE
            ? state.destinations.queues().tailMap(afterName, false)
            : state.destinations.topics().tailMap(afterName, false);
    List<DestinationView> views = new ArrayList<>();
    for (Destination destination : after.values()) {
      if (views.size() >= countMax) {
        break;
      }
      views.add(viewOf(destination));
    }
    return views;
  }

  private DestinationView viewOf(Destination destination) {
    return new DestinationView(
        destination.address(),
        destination.options(),
        destination.isPaused(),
        destination.owner(),
        destination.waiting(),
        destination.delayed(),
        destination.waitingBytes() + destination.delayedBytes(),
        destination instanceof TopicState topic ? topic.subscriptions().size() : 0,
        state.books.timeMarks.millisOf(destination.oldestIndex()));
  }

  List<SubscriptionView> subscriptions() {
    List<SubscriptionView> views = new ArrayList<>();
    for (SubscriptionState subscription : state.subscriptions.all()) {
      SubscriptionState.Terms terms = subscription.terms();
      views.add(
          new SubscriptionView(
              terms.key(),
              subscription.id(),
              terms.pattern(),
              terms.selector(),
              terms.durable(),
              terms.shared(),
              terms.noLocal(),
              subscription.messages()));
    }
    return views;
  }

  BrokerView.Expired expired(long sourceId, long nowMillis, long fromPosition, int countMax) {
    Source source = state.sources.find(sourceId);
    if (source == null) {
      return new BrokerView.Expired(new long[0], Source.ALL_SEEN);
    }
    LongStream.Builder positions = LongStream.builder();
    long next =
        source.expired(
            nowMillis,
            fromPosition,
            countMax,
            slice -> {
              for (int i = 0; i < slice.count(); i++) {
                positions.add(slice.position() + i);
              }
            });
    return new BrokerView.Expired(positions.build().toArray(), next);
  }

  /** What its queue does not offer yet, the first to become due first. */
  List<BrokerView.DelayedView> delayed(long destinationId, int countMax) {
    List<BrokerView.DelayedView> found = new ArrayList<>();
    DueQueue.Due due = state.books.delayed.first();
    for (int seen = 0; due != null && seen < DELAYED_SEEN_MAX && found.size() < countMax; seen++) {
      if (due.sourceId() == destinationId) {
        found.add(
            new BrokerView.DelayedView(
                due.ref(), due.bytes(), due.dueMillis(), due.expiresMillis()));
      }
      due = state.books.delayed.after(due.dueMillis(), due.sequence());
    }
    return found;
  }

  /** The oldest first. A topic holds what its subscriptions need, so they are named instead. */
  List<Holder> holders(int countMax) {
    List<Holder> holders = new ArrayList<>();
    Map<Long, Long> delayedSince = delayedSince();
    for (Destination destination : state.destinations.all()) {
      boolean isQueue = destination instanceof QueueState;
      long messages = destination.delayed() + (isQueue ? destination.waiting() : 0);
      long bytes = destination.delayedBytes() + (isQueue ? destination.waitingBytes() : 0);
      long oldest = delayedSince.getOrDefault(destination.id(), Long.MAX_VALUE);
      oldest = isQueue ? Math.min(oldest, destination.oldestIndex()) : oldest;
      add(holders, destination.address().toString(), messages, bytes, oldest);
    }
    for (SubscriptionState each : state.subscriptions.all()) {
      String who = "subscription " + each.terms().key().name() + " on " + each.terms().pattern();
      add(holders, who, each.messages(), each.bytes(), each.oldestIndex());
    }
    holders.sort(Comparator.comparingLong(Holder::oldestIndex));
    return holders.size() <= countMax ? holders : List.copyOf(holders.subList(0, countMax));
  }

  private void add(List<Holder> holders, String who, long messages, long bytes, long oldest) {
    if (messages > 0) {
      long millis = state.books.timeMarks.millisOf(oldest);
      holders.add(new Holder(who, messages, bytes, oldest, millis));
    }
  }

  /** The oldest entry of each destination's delayed messages, as far as they were looked at. */
  private Map<Long, Long> delayedSince() {
    TreeMap<Long, Long> since = new TreeMap<>();
    DueQueue.Due due = state.books.delayed.first();
    for (int seen = 0; due != null && seen < DELAYED_SEEN_MAX; seen++) {
      since.merge(due.sourceId(), MessageRef.index(due.ref()), Math::min);
      due = state.books.delayed.after(due.dueMillis(), due.sequence());
    }
    return since;
  }
}

package io.quorate.broker.queue;

import io.quorate.broker.queue.BrokerView.DestinationView;
import io.quorate.broker.queue.BrokerView.Holder;
import io.quorate.broker.queue.BrokerView.SubscriptionView;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/** Pictures of the state for those who administer it. */
final class StateViews {
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

  private static DestinationView viewOf(Destination destination) {
    boolean isQueue = destination instanceof QueueState;
    return new DestinationView(
        destination.address(),
        destination.options(),
        destination.isPaused(),
        destination.owner(),
        destination.waiting(),
        destination.delayed(),
        destination.waitingBytes() + destination.delayedBytes(),
        destination instanceof TopicState topic ? topic.subscriptions().size() : 0,
        isQueue ? ((QueueState) destination).oldestMillis() : 0);
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

  long[] expired(long sourceId, long nowMillis, int countMax) {
    Source source = state.sources.find(sourceId);
    if (source == null) {
      return new long[0];
    }
    long[] positions = new long[Math.max(0, countMax)];
    int[] count = {0};
    source.expired(
        nowMillis,
        countMax,
        slice -> {
          for (int i = 0; i < slice.count() && count[0] < positions.length; i++) {
            positions[count[0]++] = slice.position() + i;
          }
        });
    return Arrays.copyOf(positions, count[0]);
  }

  /** The oldest first. */
  List<Holder> holders(int countMax) {
    List<Holder> holders = new ArrayList<>();
    for (Destination destination : state.destinations.all()) {
      long index = destination.oldestIndex();
      if (index != Long.MAX_VALUE) {
        holders.add(
            new Holder(
                destination.address().toString(),
                destination.waiting() + destination.delayed(),
                destination.waitingBytes() + destination.delayedBytes(),
                index,
                0));
      }
    }
    holders.sort(Comparator.comparingLong(Holder::oldestIndex));
    return holders.size() <= countMax ? holders : List.copyOf(holders.subList(0, countMax));
  }
}

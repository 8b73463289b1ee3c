package io.quorate.broker.queue;

import org.jspecify.annotations.Nullable;

/** Queues and subscriptions by their numbers, which they share. */
final class Sources {
  private final Destinations destinations;
  private final Subscriptions subscriptions;

  Sources(Destinations destinations, Subscriptions subscriptions) {
    this.destinations = destinations;
    this.subscriptions = subscriptions;
  }

  @Nullable Source find(long id) {
    return destinations.byId(id) instanceof QueueState queue ? queue : subscriptions.byId(id);
  }
}

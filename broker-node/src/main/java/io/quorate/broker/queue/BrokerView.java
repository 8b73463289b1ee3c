package io.quorate.broker.queue;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** The state as dispatch, sessions and administration see it. On the loop only. */
public interface BrokerView {
  /** The log's time of the last entry. */
  long timeMillis();

  /** Of the last entry; within apply, of the one that is being applied. */
  long index();

  /** When the next message becomes due or the next producer old; {@code Long.MAX_VALUE}: never. */
  long nextDueMillis();

  @Nullable SourceView queue(String name);

  @Nullable SourceView source(long id);

  @Nullable SourceView subscription(SubscriptionKey key);

  /** Whether a queue or a topic of this name is there. */
  boolean exists(Address address);

  @Nullable DestinationView destination(Address address);

  int destinationCount();

  int subscriptionCount();

  /** In the order of names, after this one. */
  List<DestinationView> destinations(DestinationKind kind, String afterName, int countMax);

  List<SubscriptionView> subscriptions();

  /** -1: the producer is not known. */
  long lastSequence(ProducerId producer);

  /** How much more the queue takes; at or below 0 it is full. */
  boolean isFull(String queue);

  /** Up to so many messages of the source whose time to live is over, from a position on. */
  Expired expired(long sourceId, long nowMillis, long fromPosition, int countMax);

  /** Messages of a queue or a topic that are not due yet, the first ones first. */
  List<DelayedView> delayed(long destinationId, int countMax);

  /** What holds entries, the oldest first. */
  List<Holder> holders(int countMax);

  /**
   * A destination at a glance.
   *
   * @param owner of a temporary destination
   * @param messages without those that are not due yet
   */
  record DestinationView(
      Address address,
      DestinationOptions options,
      boolean paused,
      @Nullable ProducerId owner,
      long messages,
      long delayed,
      long bytes,
      int subscriptions,
      long oldestMillis) {}

  /**
   * Messages whose time to live is over.
   *
   * @param next where to go on; below 0: these were all
   */
  record Expired(long[] positions, long next) {}

  /** A message that has no position yet. */
  record DelayedView(long ref, long bytes, long dueMillis, long expiresMillis) {}

  record SubscriptionView(
      SubscriptionKey key,
      long sourceId,
      String pattern,
      String selector,
      boolean durable,
      boolean shared,
      boolean noLocal,
      long backlog) {}

  record Holder(String who, long messages, long bytes, long oldestIndex, long oldestMillis) {}
}

package io.quorate.client.admin;

import io.quorate.client.Destination;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A queue or topic as its master sees it.
 *
 * @param settings all of them, defaults too
 * @param paused whether consumers get nothing
 * @param temporary whether it goes with the client that made it
 * @param ready how many messages wait
 * @param inFlight how many consumers hold
 * @param delayed how many are not due yet
 * @param bytes of all of them
 * @param subscriptions durable ones of a topic
 * @param received since this node is master, as {@code acknowledged}
 * @param oldest when the message that waits longest was stored
 * @param volatileMessages how many wait in the master's memory alone
 */
public record DestinationStatus(
    Destination destination,
    DestinationSettings settings,
    boolean paused,
    boolean temporary,
    long ready,
    long inFlight,
    long delayed,
    long bytes,
    int consumers,
    int subscriptions,
    long received,
    long acknowledged,
    Optional<Instant> oldest,
    long volatileMessages) {
  /**
   * One page of a list.
   *
   * @param hasMore whether others follow, after the name of the last one
   */
  public record Page(List<DestinationStatus> destinations, boolean hasMore) {}
}

package io.quorate.broker.session;

import io.quorate.replication.model.GroupId;
import java.util.List;

/**
 * What a master's sessions and destinations look like at one moment. Traffic is counted since it
 * serves.
 *
 * @param producersBlocked those whose batches wait for room in a queue or in the log
 * @param rejected messages refused one by one, as by a full queue
 * @param duplicates messages that were stored before
 * @param queues the first ones by name, as are the topics
 */
public record BrokerFigures(
    GroupId group,
    int connections,
    long connectionsOpened,
    int producers,
    int consumers,
    int producersBlocked,
    int destinations,
    long rejected,
    long duplicates,
    Traffic traffic,
    List<DestinationFigures> queues,
    List<DestinationFigures> topics) {
  /** Messages that came and went. */
  public record Traffic(
      long received,
      long delivered,
      long redelivered,
      long acknowledged,
      long expired,
      long deadLettered) {
    static final Traffic NONE = new Traffic(0, 0, 0, 0, 0, 0);
  }

  /**
   * One queue or topic.
   *
   * @param ready what can be delivered; of a topic, what durable subscriptions have not taken
   * @param oldestAgeMillis 0: empty
   */
  public record DestinationFigures(
      String name,
      long ready,
      long unacknowledged,
      long delayed,
      long bytes,
      int consumers,
      long oldestAgeMillis,
      Traffic traffic) {}
}

package io.quorate.client.admin;

import io.quorate.client.admin.DestinationSettings.Overflow;
import io.quorate.client.internal.Kinds;
import io.quorate.client.internal.WireMessage;
import io.quorate.proto.client.v1.BrowseReply;
import io.quorate.proto.client.v1.Browsed;
import io.quorate.proto.client.v1.DestinationOptions;
import io.quorate.proto.client.v1.DestinationView;
import io.quorate.proto.client.v1.DiskWhyReply;
import io.quorate.proto.client.v1.ListDestinationsReply;
import io.quorate.proto.client.v1.SubscriptionView;
import io.quorate.proto.client.v1.TopologyReply;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** The wire's values as those of this package, and back. */
final class BrokerMapping {
  private BrokerMapping() {}

  static Topology topology(TopologyReply reply) {
    SortedMap<Integer, NodeAddress> nodes = new TreeMap<>();
    reply
        .getNodesList()
        .forEach(
            node ->
                NodeAddress.tryParse(node.getAddress())
                    .ifPresent(address -> nodes.put(node.getId(), address)));
    List<Topology.Group> groups =
        reply.getGroupsList().stream()
            .map(group -> new Topology.Group(group.getName(), group.getMaster(), group.getEpoch()))
            .toList();
    return new Topology(reply.getCluster(), groups, nodes);
  }

  static DestinationOptions options(DestinationSettings settings) {
    DestinationOptions.Builder options = DestinationOptions.newBuilder();
    settings.maxMessages().ifPresent(options::setMaxMessages);
    settings.maxBytes().ifPresent(options::setMaxBytes);
    settings
        .overflow()
        .map(overflow -> DestinationOptions.Overflow.valueOf(overflow.name()))
        .ifPresent(options::setOverflow);
    settings.maxDeliveries().ifPresent(options::setMaxDeliveries);
    settings.redeliveryDelay().map(Duration::toMillis).ifPresent(options::setRedeliveryDelayMillis);
    settings.redeliveryBackoffPercent().ifPresent(options::setRedeliveryBackoffPercent);
    settings
        .redeliveryDelayMax()
        .map(Duration::toMillis)
        .ifPresent(options::setRedeliveryDelayMaxMillis);
    settings.lock().map(Duration::toMillis).ifPresent(options::setLockMillis);
    settings.timeToLive().map(Duration::toMillis).ifPresent(options::setTimeToLiveMillis);
    settings.deadLetterQueue().ifPresent(options::setDeadLetterQueue);
    settings.deadLetterExpired().ifPresent(options::setDeadLetterExpired);
    return options.build();
  }

  private static DestinationSettings settings(DestinationOptions options) {
    return DestinationSettings.builder()
        .maxMessages(options.getMaxMessages())
        .maxBytes(options.getMaxBytes())
        .overflow(overflow(options.getOverflow()))
        .maxDeliveries(options.getMaxDeliveries())
        .redeliveryDelay(Duration.ofMillis(options.getRedeliveryDelayMillis()))
        .redeliveryBackoffPercent(options.getRedeliveryBackoffPercent())
        .redeliveryDelayMax(Duration.ofMillis(options.getRedeliveryDelayMaxMillis()))
        .lock(Duration.ofMillis(options.getLockMillis()))
        .timeToLive(Duration.ofMillis(options.getTimeToLiveMillis()))
        .deadLetterQueue(options.getDeadLetterQueue())
        .deadLetterExpired(options.getDeadLetterExpired())
        .build();
  }

  private static Overflow overflow(DestinationOptions.Overflow overflow) {
    return switch (overflow) {
      case REJECT -> Overflow.REJECT;
      case DROP_OLDEST -> Overflow.DROP_OLDEST;
      case DEAD_LETTER -> Overflow.DEAD_LETTER;
      case BLOCK, UNRECOGNIZED -> Overflow.BLOCK;
    };
  }

  static DestinationStatus.Page destinations(ListDestinationsReply reply) {
    return new DestinationStatus.Page(
        reply.getDestinationsList().stream().map(BrokerMapping::destination).toList(),
        reply.getMore());
  }

  private static DestinationStatus destination(DestinationView view) {
    return new DestinationStatus(
        Kinds.destination(view.getKind(), view.getName()),
        settings(view.getOptions()),
        view.getPaused(),
        view.getTemporary(),
        view.getReady(),
        view.getInFlight(),
        view.getDelayed(),
        view.getBytes(),
        view.getConsumers(),
        view.getSubscriptions(),
        view.getReceived(),
        view.getAcknowledged(),
        time(view.getOldestStoredMillis()),
        view.getVolatileMessages());
  }

  private static Optional<Instant> time(long millis) {
    return millis == 0 ? Optional.empty() : Optional.of(Instant.ofEpochMilli(millis));
  }

  static SubscriptionStatus subscription(SubscriptionView view) {
    return new SubscriptionStatus(
        view.getName(),
        view.getClientId(),
        view.getTopic(),
        view.getSelector(),
        view.getDurable(),
        view.getShared(),
        view.getNoLocal(),
        view.getBacklog(),
        view.getInFlight(),
        view.getConsumers());
  }

  static BrowsedMessage.Page browsed(BrowseReply reply) throws IOException {
    List<BrowsedMessage> messages = new ArrayList<>();
    for (Browsed browsed : reply.getMessagesList()) {
      messages.add(
          new BrowsedMessage(
              browsed.getPosition(),
              WireMessage.browsed(browsed.getDelivery()),
              browsed.getInFlight(),
              time(browsed.getDeliverAtMillis())));
    }
    return new BrowsedMessage.Page(messages, reply.getNext());
  }

  static DiskUsage disk(DiskWhyReply reply) {
    return new DiskUsage(
        reply.getLogBytes(),
        reply.getKeptBytes(),
        reply.getStateBytes(),
        reply.getFreeBytes(),
        reply.getFirstIndex(),
        reply.getLastIndex(),
        reply.getHoldersList().stream()
            .map(
                holder ->
                    new DiskUsage.Holder(
                        holder.getWho(),
                        holder.getMessages(),
                        holder.getBytes(),
                        holder.getOldestIndex(),
                        time(holder.getOldestStoredMillis())))
            .toList());
  }
}

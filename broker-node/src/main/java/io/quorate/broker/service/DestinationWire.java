package io.quorate.broker.service;

import io.quorate.broker.queue.BrokerView;
import io.quorate.broker.queue.DestinationOptions;
import io.quorate.broker.queue.OverflowPolicy;
import io.quorate.broker.session.Administration.BrowsePage;
import io.quorate.broker.session.Administration.DestinationStatus;
import io.quorate.broker.session.Administration.DiskReport;
import io.quorate.broker.session.Administration.SubscriptionStatus;
import io.quorate.proto.client.v1.BrowseReply;
import io.quorate.proto.client.v1.Browsed;
import io.quorate.proto.client.v1.DestinationView;
import io.quorate.proto.client.v1.DiskWhyReply;
import io.quorate.proto.client.v1.SubscriptionView;

/** Destinations, subscriptions and what operators ask about them, as values of the wire. */
final class DestinationWire {
  private DestinationWire() {}

  static DestinationOptions created(io.quorate.proto.client.v1.DestinationOptions wire) {
    return changed(DestinationOptions.DEFAULT, wire);
  }

  /** What the wire leaves out stays as it is. */
  static DestinationOptions changed(
      DestinationOptions present, io.quorate.proto.client.v1.DestinationOptions wire) {
    return new DestinationOptions(
        wire.hasMaxMessages() ? SessionWire.bounded(wire.getMaxMessages()) : present.maxMessages(),
        wire.hasMaxBytes() ? SessionWire.bounded(wire.getMaxBytes()) : present.maxBytes(),
        wire.hasOverflow() ? overflow(wire) : present.overflow(),
        wire.hasMaxDeliveries()
            ? SessionWire.bounded(wire.getMaxDeliveries())
            : present.maxDeliveries(),
        wire.hasRedeliveryDelayMillis()
            ? SessionWire.bounded(wire.getRedeliveryDelayMillis())
            : present.redeliveryDelayMillis(),
        wire.hasRedeliveryBackoffPercent()
            ? SessionWire.bounded(wire.getRedeliveryBackoffPercent())
            : present.redeliveryBackoffPercent(),
        wire.hasRedeliveryDelayMaxMillis()
            ? SessionWire.bounded(wire.getRedeliveryDelayMaxMillis())
            : present.redeliveryDelayMaxMillis(),
        wire.hasLockMillis() ? SessionWire.bounded(wire.getLockMillis()) : present.lockMillis(),
        wire.hasTimeToLiveMillis()
            ? SessionWire.bounded(wire.getTimeToLiveMillis())
            : present.timeToLiveMillis(),
        wire.hasDeadLetterQueue() ? wire.getDeadLetterQueue() : present.deadLetterQueue(),
        wire.hasDeadLetterExpired() ? wire.getDeadLetterExpired() : present.deadLetterExpired());
  }

  private static OverflowPolicy overflow(io.quorate.proto.client.v1.DestinationOptions wire) {
    return switch (wire.getOverflow()) {
      case REJECT -> OverflowPolicy.REJECT;
      case DROP_OLDEST -> OverflowPolicy.DROP_OLDEST;
      case DEAD_LETTER -> OverflowPolicy.DEAD_LETTER;
      // A policy of a newer release: waiting harms least.
      case BLOCK, UNRECOGNIZED -> OverflowPolicy.BLOCK;
    };
  }

  private static io.quorate.proto.client.v1.DestinationOptions options(DestinationOptions options) {
    return io.quorate.proto.client.v1.DestinationOptions.newBuilder()
        .setMaxMessages(options.maxMessages())
        .setMaxBytes(options.maxBytes())
        .setOverflow(
            io.quorate.proto.client.v1.DestinationOptions.Overflow.valueOf(
                options.overflow().name()))
        .setMaxDeliveries(options.maxDeliveries())
        .setRedeliveryDelayMillis(options.redeliveryDelayMillis())
        .setRedeliveryBackoffPercent(options.redeliveryBackoffPercent())
        .setRedeliveryDelayMaxMillis(options.redeliveryDelayMaxMillis())
        .setLockMillis(options.lockMillis())
        .setTimeToLiveMillis(options.timeToLiveMillis())
        .setDeadLetterQueue(options.deadLetterQueue())
        .setDeadLetterExpired(options.deadLetterExpired())
        .build();
  }

  static DestinationView view(DestinationStatus status) {
    BrokerView.DestinationView view = status.view();
    return DestinationView.newBuilder()
        .setName(view.address().name())
        .setKind(SessionWire.kind(view.address().kind()))
        .setOptions(options(view.options()))
        .setPaused(view.paused())
        .setTemporary(view.owner() != null)
        .setReady(Math.max(0, view.messages() - status.inFlight()))
        .setInFlight(status.inFlight())
        .setDelayed(view.delayed())
        .setBytes(view.bytes())
        .setConsumers(status.consumers())
        .setSubscriptions(view.subscriptions())
        .setReceived(status.received())
        .setAcknowledged(status.acknowledged())
        .setOldestStoredMillis(view.oldestMillis())
        .setVolatileMessages(status.volatileMessages())
        .build();
  }

  static SubscriptionView view(SubscriptionStatus status) {
    BrokerView.SubscriptionView view = status.view();
    return SubscriptionView.newBuilder()
        .setName(view.key().name())
        .setClientId(view.key().clientId())
        .setTopic(view.pattern())
        .setSelector(view.selector())
        .setDurable(view.durable())
        .setShared(view.shared())
        .setNoLocal(view.noLocal())
        .setBacklog(view.backlog())
        .setInFlight(status.inFlight())
        .setConsumers(status.consumers())
        .build();
  }

  static BrowseReply browsed(BrowsePage page) {
    BrowseReply.Builder reply = BrowseReply.newBuilder().setNext(page.next());
    page.messages()
        .forEach(
            browsed ->
                reply.addMessages(
                    Browsed.newBuilder()
                        .setPosition(browsed.position())
                        .setDelivery(SessionWire.delivery(browsed.delivery()))
                        .setInFlight(browsed.inFlight())
                        .setDeliverAtMillis(browsed.deliverAtMillis())));
    return reply.build();
  }

  static DiskWhyReply report(DiskReport report) {
    DiskWhyReply.Builder reply =
        DiskWhyReply.newBuilder()
            .setLogBytes(report.logBytes())
            .setKeptBytes(report.keptBytes())
            .setStateBytes(report.stateBytes())
            .setFreeBytes(report.freeBytes())
            .setFirstIndex(report.firstIndex())
            .setLastIndex(report.lastIndex());
    report
        .holders()
        .forEach(
            holder ->
                reply.addHolders(
                    DiskWhyReply.Holder.newBuilder()
                        .setWho(holder.who())
                        .setMessages(holder.messages())
                        .setBytes(holder.bytes())
                        .setOldestIndex(holder.oldestIndex())
                        .setOldestStoredMillis(holder.oldestMillis())));
    return reply.build();
  }
}

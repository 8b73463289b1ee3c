package io.quorate.broker.service;

import io.grpc.stub.StreamObserver;
import io.quorate.broker.queue.Address;
import io.quorate.broker.queue.BrokerView;
import io.quorate.broker.queue.DeadLetter;
import io.quorate.broker.queue.DestinationKind;
import io.quorate.broker.queue.DestinationOptions;
import io.quorate.broker.queue.OverflowPolicy;
import io.quorate.broker.queue.ProducerId;
import io.quorate.broker.queue.SubscriptionKey;
import io.quorate.broker.session.Administration;
import io.quorate.broker.session.Delivery;
import io.quorate.proto.client.v1.BrokerGrpc;
import io.quorate.proto.client.v1.BrowseReply;
import io.quorate.proto.client.v1.BrowseRequest;
import io.quorate.proto.client.v1.CommandReply;
import io.quorate.proto.client.v1.CountReply;
import io.quorate.proto.client.v1.CreateDestinationRequest;
import io.quorate.proto.client.v1.DeleteDestinationRequest;
import io.quorate.proto.client.v1.DeleteSubscriptionRequest;
import io.quorate.proto.client.v1.DestinationView;
import io.quorate.proto.client.v1.DiskWhyReply;
import io.quorate.proto.client.v1.DiskWhyRequest;
import io.quorate.proto.client.v1.ListDestinationsReply;
import io.quorate.proto.client.v1.ListDestinationsRequest;
import io.quorate.proto.client.v1.ListSubscriptionsReply;
import io.quorate.proto.client.v1.ListSubscriptionsRequest;
import io.quorate.proto.client.v1.MoveMessagesRequest;
import io.quorate.proto.client.v1.PauseDestinationRequest;
import io.quorate.proto.client.v1.PurgeQueueRequest;
import io.quorate.proto.client.v1.SafeToStopReply;
import io.quorate.proto.client.v1.SafeToStopRequest;
import io.quorate.proto.client.v1.SubscriptionView;
import io.quorate.proto.client.v1.UpdateDestinationRequest;
import io.quorate.replication.model.LogPosition;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** The calls of operators. */
final class GrpcAdministration implements Administration {
  private final BrokerGrpc.BrokerStub stub;
  private final String group;

  GrpcAdministration(BrokerGrpc.BrokerStub stub, String group) {
    this.stub = stub;
    this.group = group;
  }

  private static CompletionStage<LogPosition> command(Consumer<StreamObserver<CommandReply>> call) {
    return Reply.to(call).thenApply(done -> new LogPosition(done.getEpoch(), done.getIndex()));
  }

  private static CompletionStage<Long> count(Consumer<StreamObserver<CountReply>> call) {
    return Reply.to(call).thenApply(CountReply::getCount);
  }

  @Override
  public CompletionStage<LogPosition> create(Address address, DestinationOptions options) {
    CreateDestinationRequest request =
        CreateDestinationRequest.newBuilder()
            .setGroup(group)
            .setName(address.name())
            .setKind(GrpcConnection.kind(address.kind()))
            .setOptions(options(options))
            .build();
    return command(observer -> stub.createDestination(request, observer));
  }

  /** Sends what the change does to the defaults, of which it may keep what is there. */
  @Override
  public CompletionStage<LogPosition> update(
      Address address, UnaryOperator<DestinationOptions> change) {
    return destinations(address.kind(), address.name(), "", 1)
        .thenCompose(
            found -> {
              DestinationOptions present =
                  found.isEmpty() ? DestinationOptions.DEFAULT : found.get(0).view().options();
              UpdateDestinationRequest request =
                  UpdateDestinationRequest.newBuilder()
                      .setGroup(group)
                      .setName(address.name())
                      .setKind(GrpcConnection.kind(address.kind()))
                      .setOptions(options(change.apply(present)))
                      .build();
              return command(observer -> stub.updateDestination(request, observer));
            });
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

  private static DestinationOptions options(io.quorate.proto.client.v1.DestinationOptions wire) {
    return new DestinationOptions(
        wire.getMaxMessages(),
        wire.getMaxBytes(),
        OverflowPolicy.valueOf(wire.getOverflow().name()),
        wire.getMaxDeliveries(),
        wire.getRedeliveryDelayMillis(),
        wire.getRedeliveryBackoffPercent(),
        wire.getRedeliveryDelayMaxMillis(),
        wire.getLockMillis(),
        wire.getTimeToLiveMillis(),
        wire.getDeadLetterQueue(),
        wire.getDeadLetterExpired());
  }

  @Override
  public CompletionStage<LogPosition> delete(Address address, boolean force) {
    DeleteDestinationRequest request =
        DeleteDestinationRequest.newBuilder()
            .setGroup(group)
            .setName(address.name())
            .setKind(GrpcConnection.kind(address.kind()))
            .setForce(force)
            .build();
    return command(observer -> stub.deleteDestination(request, observer));
  }

  @Override
  public CompletionStage<Long> purge(String queue) {
    PurgeQueueRequest request =
        PurgeQueueRequest.newBuilder().setGroup(group).setName(queue).build();
    return count(observer -> stub.purgeQueue(request, observer));
  }

  @Override
  public CompletionStage<LogPosition> pause(Address address, boolean paused) {
    PauseDestinationRequest request =
        PauseDestinationRequest.newBuilder()
            .setGroup(group)
            .setName(address.name())
            .setKind(GrpcConnection.kind(address.kind()))
            .setPaused(paused)
            .build();
    return command(observer -> stub.pauseDestination(request, observer));
  }

  @Override
  public CompletionStage<List<DestinationStatus>> destinations(
      DestinationKind kind, String pattern, String afterName, int limit) {
    ListDestinationsRequest request =
        ListDestinationsRequest.newBuilder()
            .setGroup(group)
            .setKind(GrpcConnection.kind(kind))
            .setPattern(pattern)
            .setAfter(afterName)
            .setLimit(limit)
            .build();
    return Reply.<ListDestinationsReply>to(observer -> stub.listDestinations(request, observer))
        .thenApply(
            reply -> reply.getDestinationsList().stream().map(GrpcAdministration::status).toList());
  }

  private static DestinationStatus status(DestinationView view) {
    long messages = view.getReady() + view.getInFlight();
    return new DestinationStatus(
        new BrokerView.DestinationView(
            new Address(DestinationKind.valueOf(view.getKind().name()), view.getName()),
            options(view.getOptions()),
            view.getPaused(),
            view.getTemporary() ? new ProducerId(0, 0) : null,
            messages,
            view.getDelayed(),
            view.getBytes(),
            view.getSubscriptions(),
            view.getOldestStoredMillis()),
        view.getInFlight(),
        view.getConsumers(),
        view.getReceived(),
        view.getAcknowledged(),
        view.getVolatileMessages());
  }

  @Override
  public CompletionStage<List<SubscriptionStatus>> subscriptions(String topicPattern) {
    ListSubscriptionsRequest request =
        ListSubscriptionsRequest.newBuilder().setGroup(group).setTopic(topicPattern).build();
    return Reply.<ListSubscriptionsReply>to(observer -> stub.listSubscriptions(request, observer))
        .thenApply(
            reply ->
                reply.getSubscriptionsList().stream().map(GrpcAdministration::status).toList());
  }

  private static SubscriptionStatus status(SubscriptionView view) {
    return new SubscriptionStatus(
        new BrokerView.SubscriptionView(
            new SubscriptionKey(view.getClientId(), view.getName()),
            0,
            view.getTopic(),
            view.getSelector(),
            view.getDurable(),
            view.getShared(),
            view.getNoLocal(),
            view.getBacklog()),
        view.getInFlight(),
        view.getConsumers());
  }

  @Override
  public CompletionStage<LogPosition> deleteSubscription(SubscriptionKey key, boolean force) {
    DeleteSubscriptionRequest request =
        DeleteSubscriptionRequest.newBuilder()
            .setGroup(group)
            .setClientId(key.clientId())
            .setName(key.name())
            .setForce(force)
            .build();
    return command(observer -> stub.deleteSubscription(request, observer));
  }

  @Override
  public CompletionStage<BrowsePage> browse(
      String queue, String selector, long afterPosition, int limit) {
    BrowseRequest request =
        BrowseRequest.newBuilder()
            .setGroup(group)
            .setQueue(queue)
            .setSelector(selector)
            .setAfter(afterPosition)
            .setLimit(limit)
            .build();
    return Reply.<BrowseReply>to(observer -> stub.browse(request, observer))
        .thenApply(
            reply ->
                new BrowsePage(
                    reply.getMessagesList().stream()
                        .map(
                            one ->
                                new Browsed(
                                    one.getPosition(),
                                    delivery(one.getDelivery()),
                                    one.getInFlight(),
                                    one.getDeliverAtMillis()))
                        .toList(),
                    reply.getNext()));
  }

  static Delivery delivery(io.quorate.proto.client.v1.Delivery wire) {
    return new Delivery(
        wire.getTag(),
        wire.getMessage().asReadOnlyByteBuffer(),
        wire.getRedelivered(),
        wire.getAttempts(),
        wire.getBrokerSequence(),
        wire.getStoredMillis(),
        wire.getExpiresMillis(),
        wire.hasDeadLetter() ? deadLetter(wire.getDeadLetter()) : null);
  }

  private static @Nullable DeadLetter deadLetter(io.quorate.proto.client.v1.DeadLetter wire) {
    return new DeadLetter(
        new Address(DestinationKind.valueOf(wire.getOriginKind().name()), wire.getOrigin()),
        wire.getReason(),
        wire.getAttempts(),
        wire.getDeadMillis());
  }

  @Override
  public CompletionStage<Long> move(
      String from, String to, String selector, long limit, boolean dryRun) {
    MoveMessagesRequest request =
        MoveMessagesRequest.newBuilder()
            .setGroup(group)
            .setFrom(from)
            .setTo(to)
            .setSelector(selector)
            .setLimit(limit)
            .setDryRun(dryRun)
            .build();
    return count(observer -> stub.moveMessages(request, observer));
  }

  @Override
  public CompletionStage<DiskReport> diskWhy() {
    DiskWhyRequest request = DiskWhyRequest.newBuilder().setGroup(group).build();
    return Reply.<DiskWhyReply>to(observer -> stub.diskWhy(request, observer))
        .thenApply(
            reply ->
                new DiskReport(
                    reply.getLogBytes(),
                    reply.getKeptBytes(),
                    reply.getStateBytes(),
                    reply.getFreeBytes(),
                    reply.getFirstIndex(),
                    reply.getLastIndex(),
                    reply.getHoldersList().stream()
                        .map(
                            holder ->
                                new BrokerView.Holder(
                                    holder.getWho(),
                                    holder.getMessages(),
                                    holder.getBytes(),
                                    holder.getOldestIndex(),
                                    holder.getOldestStoredMillis()))
                        .toList()));
  }

  @Override
  public CompletionStage<List<String>> reasonsNotToStop(int node) {
    SafeToStopRequest request = SafeToStopRequest.newBuilder().setNode(node).build();
    return Reply.<SafeToStopReply>to(observer -> stub.safeToStop(request, observer))
        .thenApply(SafeToStopReply::getReasonsList);
  }
}

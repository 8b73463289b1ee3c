package io.quorate.broker.service;

import io.grpc.Context;
import io.grpc.Contexts;
import io.grpc.Grpc;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import io.grpc.protobuf.ProtoUtils;
import io.grpc.stub.StreamObserver;
import io.quorate.broker.queue.Address;
import io.quorate.broker.queue.SubscriptionKey;
import io.quorate.broker.session.Administration;
import io.quorate.broker.session.Broker;
import io.quorate.broker.session.BrokerException;
import io.quorate.broker.session.BrokerException.Code;
import io.quorate.broker.session.Principal;
import io.quorate.proto.client.v1.BrokerGrpc;
import io.quorate.proto.client.v1.BrowseReply;
import io.quorate.proto.client.v1.BrowseRequest;
import io.quorate.proto.client.v1.ClientFrame;
import io.quorate.proto.client.v1.CommandReply;
import io.quorate.proto.client.v1.CountReply;
import io.quorate.proto.client.v1.CreateDestinationRequest;
import io.quorate.proto.client.v1.DeleteDestinationRequest;
import io.quorate.proto.client.v1.DeleteSubscriptionRequest;
import io.quorate.proto.client.v1.DiskWhyReply;
import io.quorate.proto.client.v1.DiskWhyRequest;
import io.quorate.proto.client.v1.Failed;
import io.quorate.proto.client.v1.ListDestinationsReply;
import io.quorate.proto.client.v1.ListDestinationsRequest;
import io.quorate.proto.client.v1.ListSubscriptionsReply;
import io.quorate.proto.client.v1.ListSubscriptionsRequest;
import io.quorate.proto.client.v1.MoveMessagesRequest;
import io.quorate.proto.client.v1.PauseDestinationRequest;
import io.quorate.proto.client.v1.PurgeQueueRequest;
import io.quorate.proto.client.v1.SafeToStopReply;
import io.quorate.proto.client.v1.SafeToStopRequest;
import io.quorate.proto.client.v1.ServerFrame;
import io.quorate.proto.client.v1.TopologyReply;
import io.quorate.proto.client.v1.TopologyRequest;
import io.quorate.proto.client.v1.UpdateDestinationRequest;
import io.quorate.proto.message.v1.Message;
import io.quorate.replication.model.LogPosition;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/** The broker for clients that speak gRPC. */
public final class BrokerService extends BrokerGrpc.BrokerImplBase {
  /** Beside the status of a refused call: the refusal as clients know it. */
  static final Metadata.Key<Failed> FAILED = ProtoUtils.keyForProto(Failed.getDefaultInstance());

  private static final Context.Key<String> REMOTE = Context.key("remote");
  private static final int PAGE = 100;
  private static final int PAGE_MAX = 1_000;

  private final Broker broker;
  private final int node;

  public BrokerService(Broker broker, int node) {
    this.broker = broker;
    this.node = node;
  }

  /** Tells calls whom they come from. To be put before this service. */
  public static ServerInterceptor remoteAddress() {
    return new ServerInterceptor() {
      @Override
      public <Q, R> ServerCall.Listener<Q> interceptCall(
          ServerCall<Q, R> call, Metadata headers, ServerCallHandler<Q, R> next) {
        String remote = String.valueOf(call.getAttributes().get(Grpc.TRANSPORT_ATTR_REMOTE_ADDR));
        return Contexts.interceptCall(
            Context.current().withValue(REMOTE, remote), call, headers, next);
      }
    };
  }

  @Override
  public StreamObserver<ClientFrame> connect(StreamObserver<ServerFrame> stream) {
    return new ConnectionCall(stream, broker, node, String.valueOf(REMOTE.get()));
  }

  @Override
  public void topology(TopologyRequest request, StreamObserver<TopologyReply> caller) {
    answer(caller, broker::topology, SessionWire::topology);
  }

  @Override
  public void createDestination(
      CreateDestinationRequest request, StreamObserver<CommandReply> caller) {
    answer(
        caller,
        () ->
            at(request.getGroup())
                .create(
                    address(request.getKind(), request.getName()),
                    DestinationWire.created(request.getOptions())),
        BrokerService::done);
  }

  @Override
  public void updateDestination(
      UpdateDestinationRequest request, StreamObserver<CommandReply> caller) {
    answer(
        caller,
        () ->
            at(request.getGroup())
                .update(
                    address(request.getKind(), request.getName()),
                    present -> DestinationWire.changed(present, request.getOptions())),
        BrokerService::done);
  }

  @Override
  public void deleteDestination(
      DeleteDestinationRequest request, StreamObserver<CommandReply> caller) {
    answer(
        caller,
        () ->
            at(request.getGroup())
                .delete(address(request.getKind(), request.getName()), request.getForce()),
        BrokerService::done);
  }

  @Override
  public void purgeQueue(PurgeQueueRequest request, StreamObserver<CountReply> caller) {
    answer(caller, () -> at(request.getGroup()).purge(request.getName()), BrokerService::counted);
  }

  @Override
  public void pauseDestination(
      PauseDestinationRequest request, StreamObserver<CommandReply> caller) {
    answer(
        caller,
        () ->
            at(request.getGroup())
                .pause(address(request.getKind(), request.getName()), request.getPaused()),
        BrokerService::done);
  }

  @Override
  public void listDestinations(
      ListDestinationsRequest request, StreamObserver<ListDestinationsReply> caller) {
    int limit = page(request.getLimit());
    answer(
        caller,
        () ->
            at(request.getGroup())
                .destinations(
                    SessionWire.kind(request.getKind()),
                    request.getPattern(),
                    request.getAfter(),
                    limit),
        found ->
            ListDestinationsReply.newBuilder()
                .addAllDestinations(found.stream().map(DestinationWire::view).toList())
                .setMore(found.size() == limit)
                .build());
  }

  @Override
  public void listSubscriptions(
      ListSubscriptionsRequest request, StreamObserver<ListSubscriptionsReply> caller) {
    answer(
        caller,
        () -> at(request.getGroup()).subscriptions(request.getTopic()),
        found ->
            ListSubscriptionsReply.newBuilder()
                .addAllSubscriptions(found.stream().map(DestinationWire::view).toList())
                .build());
  }

  @Override
  public void deleteSubscription(
      DeleteSubscriptionRequest request, StreamObserver<CommandReply> caller) {
    answer(
        caller,
        () ->
            at(request.getGroup())
                .deleteSubscription(
                    new SubscriptionKey(request.getClientId(), request.getName()),
                    request.getForce()),
        BrokerService::done);
  }

  @Override
  public void browse(BrowseRequest request, StreamObserver<BrowseReply> caller) {
    answer(
        caller,
        () ->
            at(request.getGroup())
                .browse(
                    request.getQueue(),
                    request.getSelector(),
                    request.getAfter(),
                    page(request.getLimit())),
        DestinationWire::browsed);
  }

  @Override
  public void moveMessages(MoveMessagesRequest request, StreamObserver<CountReply> caller) {
    answer(
        caller,
        () ->
            at(request.getGroup())
                .move(
                    request.getFrom(),
                    request.getTo(),
                    request.getSelector(),
                    SessionWire.bounded(request.getLimit()),
                    request.getDryRun()),
        BrokerService::counted);
  }

  @Override
  public void diskWhy(DiskWhyRequest request, StreamObserver<DiskWhyReply> caller) {
    answer(caller, () -> at(request.getGroup()).diskWhy(), DestinationWire::report);
  }

  @Override
  public void safeToStop(SafeToStopRequest request, StreamObserver<SafeToStopReply> caller) {
    answer(
        caller,
        () -> at("").reasonsNotToStop(request.getNode()),
        reasons ->
            SafeToStopReply.newBuilder().setSafe(reasons.isEmpty()).addAllReasons(reasons).build());
  }

  private Administration at(String group) throws BrokerException {
    return broker.administration(Principal.ANYBODY, ConnectionCall.group(group));
  }

  private static Address address(Message.Kind kind, String name) throws BrokerException {
    return new Address(SessionWire.kind(kind), name);
  }

  private static int page(int wanted) {
    return wanted == 0 ? PAGE : Math.min(SessionWire.bounded(wanted), PAGE_MAX);
  }

  private static CommandReply done(LogPosition position) {
    return CommandReply.newBuilder().setEpoch(position.epoch()).setIndex(position.index()).build();
  }

  private static CountReply counted(long count) {
    return CountReply.newBuilder().setCount(count).build();
  }

  private interface Question<T> {
    CompletionStage<T> ask() throws BrokerException;
  }

  private static <T, R> void answer(
      StreamObserver<R> caller, Question<T> question, Function<T, R> reply) {
    try {
      var unused =
          question
              .ask()
              .whenComplete(
                  (result, failure) -> {
                    if (failure == null) {
                      caller.onNext(reply.apply(result));
                      caller.onCompleted();
                    } else {
                      refuse(caller, SessionWire.failureOf(failure));
                    }
                  });
    } catch (BrokerException e) {
      refuse(caller, e);
    }
  }

  private static void refuse(StreamObserver<?> caller, BrokerException refusal) {
    Metadata trailers = new Metadata();
    trailers.put(FAILED, SessionWire.failed(0, refusal));
    caller.onError(
        statusOf(refusal.code())
            .withDescription(refusal.getMessage())
            .asRuntimeException(trailers));
  }

  private static Status statusOf(Code code) {
    return switch (code) {
      case NOT_MASTER, NOT_READY, NO_QUORUM -> Status.UNAVAILABLE;
      case OVERLOADED, DISK_FULL, QUEUE_FULL, LIMIT_REACHED, TOO_LARGE -> Status.RESOURCE_EXHAUSTED;
      case INVALID, INVALID_SELECTOR -> Status.INVALID_ARGUMENT;
      case NOT_FOUND -> Status.NOT_FOUND;
      case ALREADY_EXISTS -> Status.ALREADY_EXISTS;
      case NOT_ALLOWED -> Status.PERMISSION_DENIED;
      case UNSUPPORTED -> Status.UNIMPLEMENTED;
      case OUTCOME_UNKNOWN -> Status.UNKNOWN;
      case PAUSED, IN_USE, SEQUENCE_GAP, PRODUCER_EXPIRED, TRANSACTION_ROLLED_BACK, EXPIRED ->
          Status.FAILED_PRECONDITION;
    };
  }
}

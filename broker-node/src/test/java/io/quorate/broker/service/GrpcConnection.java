package io.quorate.broker.service;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import io.quorate.broker.queue.Address;
import io.quorate.broker.queue.Applied;
import io.quorate.broker.queue.DestinationKind;
import io.quorate.broker.queue.ProducerId;
import io.quorate.broker.queue.SequenceMode;
import io.quorate.broker.session.BrokerException;
import io.quorate.broker.session.ConnectRequest;
import io.quorate.broker.session.Connection;
import io.quorate.broker.session.ConnectionEvents;
import io.quorate.broker.session.Consumer;
import io.quorate.broker.session.DeliverySink;
import io.quorate.broker.session.Limits;
import io.quorate.broker.session.SendReceipt;
import io.quorate.broker.session.SubscribeRequest;
import io.quorate.proto.client.v1.Begin;
import io.quorate.proto.client.v1.BrokerGrpc;
import io.quorate.proto.client.v1.ClientFrame;
import io.quorate.proto.client.v1.CloseConsumer;
import io.quorate.proto.client.v1.CloseProducer;
import io.quorate.proto.client.v1.Commit;
import io.quorate.proto.client.v1.Confirmed;
import io.quorate.proto.client.v1.CreateTemporary;
import io.quorate.proto.client.v1.Credit;
import io.quorate.proto.client.v1.DeleteDestinationRequest;
import io.quorate.proto.client.v1.DeleteSubscriptionRequest;
import io.quorate.proto.client.v1.Failed;
import io.quorate.proto.client.v1.Open;
import io.quorate.proto.client.v1.OpenProducer;
import io.quorate.proto.client.v1.Opened;
import io.quorate.proto.client.v1.RenewLock;
import io.quorate.proto.client.v1.Rollback;
import io.quorate.proto.client.v1.Send;
import io.quorate.proto.client.v1.ServerFrame;
import io.quorate.proto.client.v1.Settle;
import io.quorate.proto.client.v1.Settlement;
import io.quorate.proto.client.v1.Subscribe;
import io.quorate.proto.message.v1.Message;
import io.quorate.replication.model.LogPosition;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/** A connection's stream of frames. */
final class GrpcConnection implements Connection, ClientResponseObserver<ClientFrame, ServerFrame> {
  private final BrokerGrpc.BrokerStub stub;
  private final ConnectRequest introduction;
  private final ConnectionEvents events;
  private final CompletableFuture<Opened> opened = new CompletableFuture<>();
  private final Map<Long, CompletableFuture<ServerFrame>> asked = new ConcurrentHashMap<>();
  private final Map<Integer, DeliverySink> sinks = new ConcurrentHashMap<>();
  private final AtomicLong requests = new AtomicLong();
  private final AtomicInteger consumers = new AtomicInteger();
  private @Nullable ClientCallStreamObserver<ClientFrame> stream;
  private volatile @Nullable BrokerException over;

  private GrpcConnection(
      BrokerGrpc.BrokerStub stub, ConnectRequest introduction, ConnectionEvents events) {
    this.stub = stub;
    this.introduction = introduction;
    this.events = events;
  }

  static CompletionStage<Connection> open(
      BrokerGrpc.BrokerStub stub, ConnectRequest introduction, ConnectionEvents events) {
    GrpcConnection connection = new GrpcConnection(stub, introduction, events);
    var unused = stub.connect(connection);
    connection.write(
        ClientFrame.newBuilder()
            .setOpen(
                Open.newBuilder()
                    .setClientId(introduction.clientId())
                    .setClientIdRule(Open.ClientIdRule.valueOf(introduction.clientIdRule().name()))
                    .setConnectionId(bytes(introduction.connectionId()))
                    .setGroup(introduction.group().name())
                    .setClient("kit")));
    return connection.opened.thenApply(done -> connection);
  }

  private static ByteString bytes(ProducerId id) {
    ByteBuffer buffer = ByteBuffer.allocate(16).putLong(id.high()).putLong(id.low()).flip();
    return ByteString.copyFrom(buffer);
  }

  static Message.Kind kind(DestinationKind kind) {
    return Message.Kind.valueOf(kind.name());
  }

  // ── frames ──

  @Override
  public void beforeStart(ClientCallStreamObserver<ClientFrame> requestStream) {
    stream = requestStream;
  }

  private ClientCallStreamObserver<ClientFrame> stream() {
    if (stream == null) {
      throw new IllegalStateException("not started");
    }
    return stream;
  }

  private synchronized void write(ClientFrame.Builder frame) {
    if (over == null) {
      stream().onNext(frame.build());
    }
  }

  private CompletableFuture<ServerFrame> ask(LongFunction<ClientFrame.Builder> frame) {
    long request = requests.incrementAndGet();
    CompletableFuture<ServerFrame> answer = new CompletableFuture<>();
    asked.put(request, answer);
    write(frame.apply(request));
    BrokerException ended = over;
    if (ended != null) {
      answer.completeExceptionally(ended);
    }
    return answer;
  }

  @Override
  public void onNext(ServerFrame frame) {
    switch (frame.getFrameCase()) {
      case OPENED -> opened.complete(frame.getOpened());
      case PRODUCER_OPENED -> answer(frame.getProducerOpened().getRequest(), frame);
      case CONFIRMED -> answer(frame.getConfirmed().getRequest(), frame);
      case SUBSCRIBED -> answer(frame.getSubscribed().getRequest(), frame);
      case SETTLED -> answer(frame.getSettled().getRequest(), frame);
      case TEMPORARY_CREATED -> answer(frame.getTemporaryCreated().getRequest(), frame);
      case FAILED -> failed(frame.getFailed());
      case DELIVERIES ->
          sink(frame.getDeliveries().getConsumer())
              .deliver(
                  frame.getDeliveries().getDeliveriesList().stream()
                      .map(GrpcAdministration::delivery)
                      .toList());
      case DRAINED -> sink(frame.getDrained().getConsumer()).drained();
      case CONSUMER_CLOSED -> {
        if (frame.getConsumerClosed().getRequest() == 0) {
          sink(frame.getConsumerClosed().getConsumer())
              .closed(Reply.refusal(frame.getConsumerClosed().getReason()));
        } else {
          answer(frame.getConsumerClosed().getRequest(), frame);
        }
      }
      case FAREWELL -> end(Reply.refusal(frame.getFarewell().getReason()));
      case FRAME_NOT_SET -> throw new AssertionError("an empty frame");
    }
  }

  private DeliverySink sink(int consumer) {
    DeliverySink sink = sinks.get(consumer);
    if (sink == null) {
      throw new AssertionError("something for consumer " + consumer + ", which is not there");
    }
    return sink;
  }

  private void answer(long request, ServerFrame frame) {
    CompletableFuture<ServerFrame> answer = asked.remove(request);
    if (answer == null) {
      throw new AssertionError("an answer that nobody asked for: " + frame);
    }
    answer.complete(frame);
  }

  private void failed(Failed failed) {
    CompletableFuture<ServerFrame> answer = asked.remove(failed.getRequest());
    if (answer == null) {
      throw new AssertionError("a refusal that nobody asked for: " + failed);
    }
    answer.completeExceptionally(Reply.refusal(failed));
  }

  private void end(BrokerException reason) {
    over = reason;
    if (!opened.completeExceptionally(reason)) {
      asked.values().forEach(answer -> answer.completeExceptionally(reason));
      events.closed(reason);
    }
  }

  @Override
  public void onError(Throwable thrown) {
    opened.completeExceptionally(thrown);
    asked.values().forEach(answer -> answer.completeExceptionally(thrown));
  }

  @Override
  public void onCompleted() {
    asked.values().forEach(answer -> answer.completeExceptionally(closed()));
  }

  private static BrokerException closed() {
    return new BrokerException(BrokerException.Code.NOT_READY, "the connection is closed");
  }

  // ── what the kit asks for ──

  @Override
  public long epoch() {
    return opened.join().getEpoch();
  }

  /** Of the limits, those that clients are told. */
  @Override
  public Limits limits() {
    Opened told = opened.join();
    return new Limits(
        told.getMessageBytesMax(),
        told.getBatchBytesMax(),
        told.getBatchMessagesMax(),
        told.getBatchDestinationsMax(),
        0,
        0,
        0,
        0,
        0,
        0,
        0,
        0,
        0);
  }

  @Override
  public CompletionStage<Long> openProducer(ProducerId producer, SequenceMode mode) {
    return ask(request ->
            ClientFrame.newBuilder()
                .setOpenProducer(
                    OpenProducer.newBuilder()
                        .setRequest(request)
                        .setProducerId(bytes(producer))
                        .setMode(OpenProducer.Mode.valueOf(mode.name()))))
        .thenApply(frame -> frame.getProducerOpened().getLastSequence());
  }

  @Override
  public void closeProducer(ProducerId producer) {
    write(
        ClientFrame.newBuilder()
            .setCloseProducer(CloseProducer.newBuilder().setProducerId(bytes(producer))));
  }

  @Override
  public CompletionStage<SendReceipt> send(
      ProducerId producer,
      long firstSequence,
      List<ByteBuffer> messages,
      long transaction,
      long deadlineMillis) {
    return ask(request ->
            ClientFrame.newBuilder()
                .setSend(
                    Send.newBuilder()
                        .setRequest(request)
                        .setProducerId(bytes(producer))
                        .setFirstSequence(firstSequence)
                        .addAllMessages(
                            messages.stream().map(UnsafeByteOperations::unsafeWrap).toList())
                        .setTransaction(transaction)
                        .setDeadlineMillis((int) deadlineMillis)))
        .thenApply(frame -> receipt(frame.getConfirmed()));
  }

  private static SendReceipt receipt(Confirmed confirmed) {
    List<Applied.Rejected> rejected =
        confirmed.getRejectionsList().stream()
            .map(
                one ->
                    new Applied.Rejected(
                        one.getOrdinal(),
                        Applied.Reason.valueOf(one.getCode().name()),
                        one.getDetail()))
            .toList();
    return new SendReceipt(
        SendReceipt.Durability.valueOf(confirmed.getDurability().name()),
        confirmed.getIndex() == 0
            ? LogPosition.START
            : new LogPosition(confirmed.getEpoch(), confirmed.getIndex()),
        confirmed.getSyncedNodes(),
        confirmed.getDuplicates(),
        rejected);
  }

  @Override
  public CompletionStage<Consumer> subscribe(SubscribeRequest wanted, DeliverySink sink) {
    int number = consumers.incrementAndGet();
    sinks.put(number, sink);
    return ask(request ->
            ClientFrame.newBuilder()
                .setSubscribe(
                    Subscribe.newBuilder()
                        .setRequest(request)
                        .setConsumer(number)
                        .setDestination(wanted.destination())
                        .setKind(kind(wanted.kind()))
                        .setMode(wanted.browse() ? Subscribe.Mode.BROWSE : Subscribe.Mode.CONSUME)
                        .setSelector(wanted.selector())
                        .setSubscription(wanted.subscription())
                        .setDurable(wanted.durable())
                        .setShared(wanted.shared())
                        .setNoLocal(wanted.noLocal())
                        .setCreditMessages(wanted.creditMessages())
                        .setCreditBytes(wanted.creditBytes())
                        .setPreSettled(wanted.preSettled())
                        .setLockMillis((int) wanted.lockMillis())))
        .thenApply(subscribed -> new WireConsumer(number));
  }

  /** Subscribes, and closes that consumer before there is an answer. */
  CompletionStage<Void> comeAndGo(SubscribeRequest wanted, DeliverySink sink) {
    var unused = subscribe(wanted, sink);
    return new WireConsumer(consumers.get()).close();
  }

  @Override
  public CompletionStage<Void> unsubscribe(String subscription) {
    DeleteSubscriptionRequest request =
        DeleteSubscriptionRequest.newBuilder()
            .setGroup(introduction.group().name())
            .setClientId(introduction.clientId())
            .setName(subscription)
            .build();
    return Reply.to(
            (io.grpc.stub.StreamObserver<io.quorate.proto.client.v1.CommandReply> observer) ->
                stub.deleteSubscription(request, observer))
        .thenApply(done -> null);
  }

  @Override
  public CompletionStage<Address> createTemporary(DestinationKind kind) {
    return ask(request ->
            ClientFrame.newBuilder()
                .setCreateTemporary(
                    CreateTemporary.newBuilder().setRequest(request).setKind(kind(kind))))
        .thenApply(frame -> new Address(kind, frame.getTemporaryCreated().getName()));
  }

  @Override
  public CompletionStage<Void> deleteTemporary(Address address) {
    DeleteDestinationRequest request =
        DeleteDestinationRequest.newBuilder()
            .setGroup(introduction.group().name())
            .setName(address.name())
            .setKind(kind(address.kind()))
            .build();
    return Reply.to(
            (io.grpc.stub.StreamObserver<io.quorate.proto.client.v1.CommandReply> observer) ->
                stub.deleteDestination(request, observer))
        .thenApply(done -> null);
  }

  @Override
  public void begin(long transaction) {
    write(ClientFrame.newBuilder().setBegin(Begin.newBuilder().setTransaction(transaction)));
  }

  @Override
  public CompletionStage<SendReceipt> commit(
      long transaction, ProducerId producer, long sequence, long deadlineMillis) {
    return ask(request ->
            ClientFrame.newBuilder()
                .setCommit(
                    Commit.newBuilder()
                        .setRequest(request)
                        .setTransaction(transaction)
                        .setProducerId(bytes(producer))
                        .setSequence(sequence)
                        .setDeadlineMillis((int) deadlineMillis)))
        .thenApply(frame -> receipt(frame.getConfirmed()));
  }

  @Override
  public void rollback(long transaction) {
    var unused =
        ask(
            request ->
                ClientFrame.newBuilder()
                    .setRollback(
                        Rollback.newBuilder().setRequest(request).setTransaction(transaction)));
  }

  @Override
  public synchronized void close() {
    if (over == null) {
      over = closed();
      stream().onCompleted();
    }
  }

  @Override
  public synchronized void lost() {
    over = closed();
    stream().cancel("the client is gone", null);
  }

  /** A consumer by its number. */
  private final class WireConsumer implements Consumer {
    private final int number;

    WireConsumer(int number) {
      this.number = number;
    }

    @Override
    public void addCredit(int messages, long bytes) {
      write(
          ClientFrame.newBuilder()
              .setCredit(
                  Credit.newBuilder().setConsumer(number).setMessages(messages).setBytes(bytes)));
    }

    @Override
    public void drain() {
      write(
          ClientFrame.newBuilder()
              .setCredit(Credit.newBuilder().setConsumer(number).setDrain(true)));
    }

    /** The transport says it by itself. */
    @Override
    public void writable() {}

    @Override
    public CompletionStage<Integer> settle(
        List<TagRange> settlements, long transaction, long deadlineMillis) {
      List<Settlement> ranges = new ArrayList<>();
      for (TagRange range : settlements) {
        ranges.add(
            Settlement.newBuilder()
                .setConsumer(number)
                .setFromTag(range.fromTag())
                .setToTag(range.toTag())
                .setOutcome(Settlement.Outcome.valueOf(range.outcome().name()))
                .setDelayMillis(range.delayMillis())
                .setReason(range.reason())
                .build());
      }
      return ask(request ->
              ClientFrame.newBuilder()
                  .setSettle(
                      Settle.newBuilder()
                          .setRequest(request)
                          .addAllSettlements(ranges)
                          .setTransaction(transaction)
                          .setDeadlineMillis((int) deadlineMillis)))
          .thenApply(frame -> frame.getSettled().getLost());
    }

    @Override
    public void renewLock(long fromTag, long toTag) {
      write(
          ClientFrame.newBuilder()
              .setRenewLock(
                  RenewLock.newBuilder().setConsumer(number).setFromTag(fromTag).setToTag(toTag)));
    }

    @Override
    public CompletionStage<Void> close() {
      return ask(request ->
              ClientFrame.newBuilder()
                  .setCloseConsumer(
                      CloseConsumer.newBuilder().setRequest(request).setConsumer(number)))
          .thenApply(done -> null);
    }
  }
}

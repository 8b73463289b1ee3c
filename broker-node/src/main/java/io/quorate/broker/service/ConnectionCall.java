package io.quorate.broker.service;

import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import io.quorate.broker.queue.ProducerId;
import io.quorate.broker.session.Broker;
import io.quorate.broker.session.BrokerException;
import io.quorate.broker.session.BrokerException.Code;
import io.quorate.broker.session.ConnectRequest;
import io.quorate.broker.session.Connection;
import io.quorate.broker.session.Consumer;
import io.quorate.broker.session.Consumer.TagRange;
import io.quorate.broker.session.Limits;
import io.quorate.broker.session.Principal;
import io.quorate.proto.client.v1.ClientFrame;
import io.quorate.proto.client.v1.CloseConsumer;
import io.quorate.proto.client.v1.Commit;
import io.quorate.proto.client.v1.ConsumerClosed;
import io.quorate.proto.client.v1.CreateTemporary;
import io.quorate.proto.client.v1.Credit;
import io.quorate.proto.client.v1.Failed;
import io.quorate.proto.client.v1.Farewell;
import io.quorate.proto.client.v1.Open;
import io.quorate.proto.client.v1.OpenProducer;
import io.quorate.proto.client.v1.Opened;
import io.quorate.proto.client.v1.ProducerOpened;
import io.quorate.proto.client.v1.RenewLock;
import io.quorate.proto.client.v1.Rollback;
import io.quorate.proto.client.v1.Send;
import io.quorate.proto.client.v1.ServerFrame;
import io.quorate.proto.client.v1.Settle;
import io.quorate.proto.client.v1.Settled;
import io.quorate.proto.client.v1.Settlement;
import io.quorate.proto.client.v1.Subscribe;
import io.quorate.proto.client.v1.Subscribed;
import io.quorate.proto.client.v1.TemporaryCreated;
import io.quorate.replication.model.GroupId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * One client's connection as a stream of frames. Reads a new frame for each one that is dealt with,
 * up to a number and to a sum of bytes under way: a client that sends faster than the disks of a
 * quorum stops its own stream and nobody else's.
 */
final class ConnectionCall implements StreamObserver<ClientFrame> {
  private static final int FRAMES_UNDER_WAY_MAX = 1_024;
  private static final long BYTES_UNDER_WAY_MAX = 32L << 20;
  private static final int CLIENT_TEXT_MAX = 100;

  private final ServerCallStreamObserver<ServerFrame> stream;
  private final ServerFrames frames;
  private final Broker broker;
  private final int node;
  private final String remote;

  /** By the client's own numbers. Frames come one after another, sinks are closed on the loop. */
  private final Map<Integer, Consumer> consumers = new ConcurrentHashMap<>();

  /** Asked for and not yet there. */
  private final Map<Integer, CompletionStage<Consumer>> arriving = new ConcurrentHashMap<>();

  private final AtomicBoolean over = new AtomicBoolean();
  private boolean openSeen = false;
  private volatile @Nullable Connection connection;

  private final ReentrantLock flow = new ReentrantLock();
  private int framesUnderWay = 0;
  private long bytesUnderWay = 0;
  private int requested = 0;

  ConnectionCall(StreamObserver<ServerFrame> stream, Broker broker, int node, String remote) {
    this.stream = (ServerCallStreamObserver<ServerFrame>) stream;
    this.frames = new ServerFrames(this.stream);
    this.broker = broker;
    this.node = node;
    this.remote = remote;
    this.stream.disableAutoRequest();
    this.stream.setOnReadyHandler(() -> consumers.values().forEach(Consumer::writable));
    this.stream.setOnCancelHandler(this::gone);
    // The first frame alone: what follows must not overtake the answer to it.
    request(1);
  }

  // ── flow ──

  private void request(int frameCount) {
    requested += frameCount;
    stream.request(frameCount);
  }

  private void began(long bytes) {
    flow.lock();
    try {
      requested--;
      framesUnderWay++;
      bytesUnderWay += bytes;
    } finally {
      flow.unlock();
    }
  }

  private void done(long bytes) {
    flow.lock();
    try {
      framesUnderWay--;
      bytesUnderWay -= bytes;
      if (bytesUnderWay < BYTES_UNDER_WAY_MAX && !over.get() && connection != null) {
        int room = FRAMES_UNDER_WAY_MAX - framesUnderWay - requested;
        // In large steps: each request wakes the transport.
        if (room >= FRAMES_UNDER_WAY_MAX / 4 || framesUnderWay == 0) {
          request(room);
        }
      }
    } finally {
      flow.unlock();
    }
  }

  // ── frames ──

  @Override
  public void onNext(ClientFrame frame) {
    long bytes = frame.getSerializedSize();
    began(bytes);
    CompletionStage<?> answered;
    try {
      answered = take(frame);
    } catch (BrokerException e) {
      end(e);
      return;
    }
    var unused = answered.whenComplete((done, failure) -> done(bytes));
  }

  /** Fails if the client broke the protocol, which ends the connection. */
  private CompletionStage<?> take(ClientFrame frame) throws BrokerException {
    if (frame.getFrameCase() == ClientFrame.FrameCase.OPEN) {
      return open(frame.getOpen());
    }
    Connection open = connection;
    if (open == null) {
      throw new BrokerException(
          Code.INVALID, "the first frame must be Open, found " + frame.getFrameCase());
    }
    return switch (frame.getFrameCase()) {
      case OPEN_PRODUCER -> openProducer(open, frame.getOpenProducer());
      case CLOSE_PRODUCER ->
          now(
              () ->
                  open.closeProducer(
                      SessionWire.id("producer_id", frame.getCloseProducer().getProducerId())));
      case SEND -> send(open, frame.getSend());
      case SUBSCRIBE -> subscribe(open, frame.getSubscribe());
      case CREDIT -> now(() -> credit(frame.getCredit()));
      case SETTLE -> settle(frame.getSettle());
      case RENEW_LOCK -> now(() -> renewLock(frame.getRenewLock()));
      case CLOSE_CONSUMER -> closeConsumer(frame.getCloseConsumer());
      case BEGIN -> now(() -> open.begin(frame.getBegin().getTransaction()));
      case COMMIT -> commit(open, frame.getCommit());
      case ROLLBACK -> rollback(open, frame.getRollback());
      case CREATE_TEMPORARY -> createTemporary(open, frame.getCreateTemporary());
      case OPEN, FRAME_NOT_SET ->
          throw new BrokerException(
              Code.UNSUPPORTED, "a frame that this release does not know: upgrade the node");
    };
  }

  private interface Step {
    void run() throws BrokerException;
  }

  private static CompletionStage<?> now(Step step) throws BrokerException {
    step.run();
    return CompletableFuture.completedStage(null);
  }

  private CompletionStage<?> open(Open open) throws BrokerException {
    if (openSeen) {
      throw new BrokerException(Code.INVALID, "one Open per connection was expected, found two");
    }
    openSeen = true;
    ConnectRequest request =
        new ConnectRequest(
            group(open.getGroup()),
            Principal.ANYBODY,
            open.getClientId(),
            SessionWire.rule(open.getClientIdRule()),
            SessionWire.id("connection_id", open.getConnectionId()),
            "grpc",
            remote + " " + shortened(open.getClient()));
    return broker
        .connect(request, this::end)
        .whenComplete(
            (opened, failure) -> {
              if (opened == null) {
                end(SessionWire.failureOf(failure));
              } else {
                opened(opened);
              }
            });
  }

  private void opened(Connection opened) {
    connection = opened;
    if (over.get()) {
      // The client left while it was being let in.
      opened.close();
      return;
    }
    Limits limits = opened.limits();
    frames.write(
        ServerFrame.newBuilder()
            .setOpened(
                Opened.newBuilder()
                    .setNode(node)
                    .setEpoch(opened.epoch())
                    .setMessageBytesMax(limits.messageBytesMax())
                    .setBatchBytesMax(limits.batchBytesMax())
                    .setBatchMessagesMax(limits.batchMessagesMax())
                    .setBatchDestinationsMax(limits.batchDestinationsMax())));
  }

  static GroupId group(String name) throws BrokerException {
    try {
      return name.isEmpty() ? GroupId.MAIN : new GroupId(name);
    } catch (IllegalArgumentException e) {
      throw new BrokerException(Code.INVALID, String.valueOf(e.getMessage()));
    }
  }

  private static String shortened(String text) {
    return text.length() <= CLIENT_TEXT_MAX ? text : text.substring(0, CLIENT_TEXT_MAX);
  }

  private CompletionStage<?> openProducer(Connection open, OpenProducer request)
      throws BrokerException {
    ProducerId producer = SessionWire.id("producer_id", request.getProducerId());
    return answer(
        request.getRequest(),
        open.openProducer(producer, SessionWire.mode(request.getMode())),
        last ->
            ServerFrame.newBuilder()
                .setProducerOpened(
                    ProducerOpened.newBuilder()
                        .setRequest(request.getRequest())
                        .setLastSequence(last)));
  }

  private CompletionStage<?> send(Connection open, Send send) throws BrokerException {
    return answer(
        send.getRequest(),
        open.send(
            SessionWire.id("producer_id", send.getProducerId()),
            send.getFirstSequence(),
            SessionWire.messages(send.getMessagesList()),
            send.getTransaction(),
            SessionWire.deadline(send.getDeadlineMillis())),
        receipt ->
            ServerFrame.newBuilder()
                .setConfirmed(SessionWire.confirmed(send.getRequest(), receipt)));
  }

  private CompletionStage<?> commit(Connection open, Commit commit) throws BrokerException {
    return answer(
        commit.getRequest(),
        open.commit(
            commit.getTransaction(),
            SessionWire.id("producer_id", commit.getProducerId()),
            commit.getSequence(),
            SessionWire.deadline(commit.getDeadlineMillis())),
        receipt ->
            ServerFrame.newBuilder()
                .setConfirmed(SessionWire.confirmed(commit.getRequest(), receipt)));
  }

  private CompletionStage<?> rollback(Connection open, Rollback rollback) {
    open.rollback(rollback.getTransaction());
    return answer(
        rollback.getRequest(),
        CompletableFuture.completedStage(0),
        lost -> settled(rollback.getRequest(), lost));
  }

  private static ServerFrame.Builder settled(long request, int lost) {
    return ServerFrame.newBuilder()
        .setSettled(Settled.newBuilder().setRequest(request).setLost(lost));
  }

  private CompletionStage<?> subscribe(Connection open, Subscribe request) throws BrokerException {
    int number = request.getConsumer();
    if (number == 0 || consumers.containsKey(number) || arriving.containsKey(number)) {
      throw new BrokerException(
          Code.INVALID,
          "a consumer number above 0 that is not in use was expected, found "
              + Integer.toUnsignedString(number));
    }
    ConsumerSink sink = new ConsumerSink(number, frames, () -> consumers.remove(number));
    CompletionStage<Consumer> arrival =
        open.subscribe(SessionWire.subscribe(request), sink)
            .thenApply(
                consumer -> {
                  consumers.put(number, consumer);
                  return consumer;
                });
    arriving.put(number, arrival);
    // Afterwards: it may have arrived before it was noted.
    arrival.whenComplete((consumer, failure) -> arriving.remove(number));
    return answer(
        request.getRequest(),
        arrival,
        consumer ->
            ServerFrame.newBuilder()
                .setSubscribed(
                    Subscribed.newBuilder().setRequest(request.getRequest()).setConsumer(number)));
  }

  /** What comes for a consumer that was closed meanwhile concerns nobody. */
  private void credit(Credit credit) {
    Consumer consumer = consumers.get(credit.getConsumer());
    if (consumer == null) {
      return;
    }
    consumer.addCredit(
        SessionWire.bounded(credit.getMessages()), SessionWire.bounded(credit.getBytes()));
    if (credit.getDrain()) {
      consumer.drain();
    }
  }

  private void renewLock(RenewLock renewal) {
    Consumer consumer = consumers.get(renewal.getConsumer());
    if (consumer != null) {
      long from = renewal.getFromTag();
      consumer.renewLock(from, renewal.getToTag() == 0 ? from : renewal.getToTag());
    }
  }

  private CompletionStage<?> settle(Settle settle) throws BrokerException {
    long deadlineMillis = SessionWire.deadline(settle.getDeadlineMillis());
    TreeMap<Integer, List<TagRange>> byConsumer = new TreeMap<>();
    for (Settlement settlement : settle.getSettlementsList()) {
      byConsumer
          .computeIfAbsent(settlement.getConsumer(), number -> new ArrayList<>())
          .add(SessionWire.tags(settlement));
    }
    CompletionStage<Integer> lost = CompletableFuture.completedStage(0);
    for (Map.Entry<Integer, List<TagRange>> its : byConsumer.entrySet()) {
      Consumer consumer = consumers.get(its.getKey());
      CompletionStage<Integer> part =
          consumer == null
              ? CompletableFuture.completedStage(its.getValue().size())
              : consumer.settle(its.getValue(), settle.getTransaction(), deadlineMillis);
      lost = lost.thenCombine(part, Integer::sum);
    }
    return answer(settle.getRequest(), lost, count -> settled(settle.getRequest(), count));
  }

  private CompletionStage<?> closeConsumer(CloseConsumer close) {
    int number = close.getConsumer();
    CompletionStage<Consumer> arrival = arriving.get(number);
    // One that is not there yet would stay for ever.
    CompletionStage<Void> closed =
        arrival == null
            ? leave(number)
            : arrival.handle((arrived, failure) -> number).thenCompose(this::leave);
    return answer(
        close.getRequest(),
        closed.thenApply(nothing -> true),
        done ->
            ServerFrame.newBuilder()
                .setConsumerClosed(
                    ConsumerClosed.newBuilder()
                        .setRequest(close.getRequest())
                        .setConsumer(number)));
  }

  private CompletionStage<Void> leave(int number) {
    Consumer consumer = consumers.remove(number);
    return consumer == null ? CompletableFuture.completedStage(null) : consumer.close();
  }

  private CompletionStage<?> createTemporary(Connection open, CreateTemporary create)
      throws BrokerException {
    return answer(
        create.getRequest(),
        open.createTemporary(SessionWire.kind(create.getKind())),
        address ->
            ServerFrame.newBuilder()
                .setTemporaryCreated(
                    TemporaryCreated.newBuilder()
                        .setRequest(create.getRequest())
                        .setName(address.name())));
  }

  private interface Reply<T> {
    ServerFrame.Builder of(T result);
  }

  private <T> CompletionStage<?> answer(long request, CompletionStage<T> stage, Reply<T> reply) {
    return stage.whenComplete(
        (result, failure) -> {
          if (failure == null) {
            frames.write(reply.of(result));
          } else {
            Failed failed = SessionWire.failed(request, SessionWire.failureOf(failure));
            frames.write(ServerFrame.newBuilder().setFailed(failed));
          }
        });
  }

  // ── the end ──

  /** From our side: the broker's, or because the client broke the protocol. */
  private void end(BrokerException reason) {
    leave(Connection::lost);
    frames.end(
        ServerFrame.newBuilder()
            .setFarewell(Farewell.newBuilder().setReason(SessionWire.failed(0, reason))));
  }

  @Override
  public void onCompleted() {
    leave(Connection::close);
    frames.abandon(true);
  }

  @Override
  public void onError(Throwable cause) {
    gone();
  }

  private void gone() {
    leave(Connection::lost);
    frames.abandon(false);
  }

  /** What the consumers hold goes back; whether it counts as an attempt depends on the manner. */
  private void leave(java.util.function.Consumer<Connection> manner) {
    Connection open = connection;
    if (over.compareAndSet(false, true) && open != null) {
      manner.accept(open);
    }
  }
}

package io.quorate.broker.session;

import io.quorate.broker.queue.DestinationKind;
import io.quorate.broker.queue.ProducerId;
import io.quorate.broker.queue.SequenceMode;
import io.quorate.broker.queue.Settlement;
import io.quorate.proto.message.v1.Message;
import io.quorate.replication.model.GroupId;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A client inside the JVM: a connection with one producer, and what its consumers got. */
final class TestClient implements AutoCloseable {
  static final GroupId MAIN = new GroupId("main");
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static long drawn = 100;

  final Connection connection;
  final ProducerId producer;
  final List<BrokerException> farewells = new CopyOnWriteArrayList<>();
  private long next = 1;

  TestClient(Broker broker, ConnectRequest request) throws Exception {
    connection = get(broker.connect(request, farewells::add));
    producer = new ProducerId(7, ++drawn);
    get(connection.openProducer(producer, SequenceMode.CONTIGUOUS));
  }

  static TestClient of(Broker broker) throws Exception {
    return new TestClient(broker, request(""));
  }

  @Override
  public void close() {
    connection.close();
  }

  static ConnectRequest request(String clientId) {
    return request(clientId, ConnectRequest.ClientIdRule.SHARED);
  }

  static ConnectRequest request(String clientId, ConnectRequest.ClientIdRule rule) {
    return new ConnectRequest(
        MAIN, Principal.ANYBODY, clientId, rule, new ProducerId(8, ++drawn), "test", "here");
  }

  /** What a call ends with; a refusal is thrown as what it is. */
  static <T> T get(CompletionStage<T> stage) throws Exception {
    try {
      return stage.toCompletableFuture().orTimeout(30, TimeUnit.SECONDS).join();
    } catch (CompletionException e) {
      throw e.getCause() instanceof Exception cause ? cause : e;
    }
  }

  static Message.Builder message(String queue, String id) {
    return Message.newBuilder().setDestination(queue).setId(id);
  }

  static Message.Builder topicMessage(String topic, String id) {
    return message(topic, id).setKind(Message.Kind.TOPIC);
  }

  static ByteBuffer bytes(Message.Builder message) {
    return ByteBuffer.wrap(message.build().toByteArray());
  }

  CompletionStage<SendReceipt> sendAsync(long deadlineMillis, Message.Builder... messages) {
    List<ByteBuffer> encoded = new ArrayList<>();
    for (Message.Builder message : messages) {
      encoded.add(bytes(message));
    }
    long first = next;
    next += messages.length;
    return connection.send(producer, first, encoded, 0, deadlineMillis);
  }

  /** To be stored with the transaction's commit. */
  SendReceipt note(long transaction, Message.Builder... messages) throws Exception {
    List<ByteBuffer> encoded = new ArrayList<>();
    for (Message.Builder message : messages) {
      encoded.add(bytes(message));
    }
    return get(connection.send(producer, 0, encoded, transaction, 10_000));
  }

  SendReceipt commit(long transaction) throws Exception {
    return get(connection.commit(transaction, producer, nextSequence(), 10_000));
  }

  SendReceipt send(Message.Builder... messages) throws Exception {
    return get(sendAsync(10_000, messages));
  }

  void sendIds(String queue, String... ids) throws Exception {
    for (String id : ids) {
      send(message(queue, id));
    }
  }

  long nextSequence() {
    return next++;
  }

  Taker consume(String queue, int credit) throws Exception {
    return subscribe(queue(queue, "", credit));
  }

  Taker subscribe(Wish wish) throws Exception {
    return subscribe(wish.request());
  }

  Taker subscribe(SubscribeRequest request) throws Exception {
    Taker taker = new Taker();
    taker.consumer = get(connection.subscribe(request, taker));
    return taker;
  }

  static SubscribeRequest queue(String queue, String selector, int credit) {
    return new Wish(DestinationKind.QUEUE, queue).selector(selector).credit(credit, 0).request();
  }

  static SubscribeRequest topic(
      String pattern, String subscription, boolean durable, boolean shared, int credit) {
    Wish wish = new Wish(DestinationKind.TOPIC, pattern).credit(credit, 0);
    wish.subscription = subscription;
    wish.durable = durable;
    wish.shared = shared;
    return wish.request();
  }

  /** What a consumer wants, said piece by piece. */
  static final class Wish {
    private final DestinationKind kind;
    private final String destination;
    private String selector = "";
    private String subscription = "";
    private boolean durable;
    private boolean shared;
    private boolean noLocal;
    private boolean browse;
    private boolean preSettled;
    private long lockMillis;
    private int creditMessages = 1_000;
    private long creditBytes;

    Wish(DestinationKind kind, String destination) {
      this.kind = kind;
      this.destination = destination;
    }

    Wish selector(String text) {
      selector = text;
      return this;
    }

    Wish credit(int messages, long bytes) {
      creditMessages = messages;
      creditBytes = bytes;
      return this;
    }

    Wish lockMillis(long millis) {
      lockMillis = millis;
      return this;
    }

    Wish noLocal() {
      noLocal = true;
      return this;
    }

    Wish browse() {
      browse = true;
      return this;
    }

    Wish preSettled() {
      preSettled = true;
      return this;
    }

    Wish durable(String name) {
      subscription = name;
      durable = true;
      return this;
    }

    SubscribeRequest request() {
      return new SubscribeRequest(
          kind,
          destination,
          selector,
          subscription,
          durable,
          shared,
          noLocal,
          browse,
          preSettled,
          lockMillis,
          creditMessages,
          creditBytes);
    }
  }

  /** A consumer that remembers what it got. */
  static final class Taker implements DeliverySink {
    final List<Delivery> got = new CopyOnWriteArrayList<>();
    @Nullable Consumer consumer;
    volatile boolean drained;
    volatile @Nullable BrokerException closed;

    Consumer consumer() {
      if (consumer == null) {
        throw new IllegalStateException();
      }
      return consumer;
    }

    @Override
    public void deliver(List<Delivery> deliveries) {
      got.addAll(deliveries);
    }

    @Override
    public boolean isWritable() {
      return true;
    }

    @Override
    public void drained() {
      drained = true;
    }

    @Override
    public void closed(BrokerException reason) {
      closed = reason;
    }

    List<String> ids() {
      return got.stream().map(Taker::idOf).toList();
    }

    static String idOf(Delivery delivery) {
      try {
        return Message.parseFrom(delivery.message()).getId();
      } catch (com.google.protobuf.InvalidProtocolBufferException e) {
        throw new AssertionError(e);
      }
    }

    Taker await(int count) {
      org.awaitility.Awaitility.await().atMost(PATIENCE).until(() -> got.size() >= count);
      return this;
    }

    void awaitDrained() {
      org.awaitility.Awaitility.await().atMost(PATIENCE).until(() -> drained);
    }

    Delivery last() {
      return got.get(got.size() - 1);
    }

    /** The delivery at this place, offered again not before the delay is over. */
    int settleWith(int index, Settlement.Outcome outcome, long delayMillis, String reason)
        throws Exception {
      long tag = got.get(index).tag();
      return get(
          consumer()
              .settle(
                  List.of(new Consumer.TagRange(tag, tag, outcome, delayMillis, reason)),
                  0,
                  10_000));
    }

    int settle(int index, Settlement.Outcome outcome) throws Exception {
      return settle(index, index, outcome);
    }

    int settle(int from, int to, Settlement.Outcome outcome) throws Exception {
      return get(settleIn(0, from, to, outcome));
    }

    CompletionStage<Integer> settleIn(
        long transaction, int from, int to, Settlement.Outcome outcome) {
      return consumer()
          .settle(
              List.of(
                  new Consumer.TagRange(got.get(from).tag(), got.get(to).tag(), outcome, 0, "")),
              transaction,
              10_000);
    }

    void acknowledgeAll() throws Exception {
      acknowledge(0, got.size() - 1);
    }

    void acknowledge(int from, int to) throws Exception {
      settle(from, to, Settlement.Outcome.ACKNOWLEDGED);
    }
  }
}

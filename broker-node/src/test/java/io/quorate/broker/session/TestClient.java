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
final class TestClient {
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

  static ConnectRequest request(String clientId) {
    return new ConnectRequest(
        MAIN,
        Principal.ANYBODY,
        clientId,
        ConnectRequest.ClientIdRule.SHARED,
        new ProducerId(8, ++drawn),
        "test",
        "here");
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

  Taker subscribe(SubscribeRequest request) throws Exception {
    Taker taker = new Taker();
    taker.consumer = get(connection.subscribe(request, taker));
    return taker;
  }

  static SubscribeRequest queue(String queue, String selector, int credit) {
    return new SubscribeRequest(
        DestinationKind.QUEUE,
        queue,
        selector,
        "",
        false,
        false,
        false,
        false,
        false,
        0,
        credit,
        0);
  }

  static SubscribeRequest topic(
      String pattern, String subscription, boolean durable, boolean shared, int credit) {
    return new SubscribeRequest(
        DestinationKind.TOPIC,
        pattern,
        "",
        subscription,
        durable,
        shared,
        false,
        false,
        false,
        0,
        credit,
        0);
  }

  static SubscribeRequest browser(String queue, String selector) {
    return new SubscribeRequest(
        DestinationKind.QUEUE, queue, selector, "", false, false, false, true, false, 0, 1_000, 0);
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

    private static String idOf(Delivery delivery) {
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
      settle(0, got.size() - 1, Settlement.Outcome.ACKNOWLEDGED);
    }
  }
}

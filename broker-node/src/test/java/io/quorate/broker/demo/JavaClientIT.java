package io.quorate.broker.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quorate.client.Browser;
import io.quorate.client.ClientOptions;
import io.quorate.client.ClientOptions.ClientIdRule;
import io.quorate.client.Confirmation;
import io.quorate.client.Consumer;
import io.quorate.client.ConsumerOptions;
import io.quorate.client.DeadLetter;
import io.quorate.client.Destination;
import io.quorate.client.Durability;
import io.quorate.client.Message;
import io.quorate.client.NotStoredException;
import io.quorate.client.Producer;
import io.quorate.client.PushConsumer;
import io.quorate.client.QuorateClient;
import io.quorate.client.QuorateException;
import io.quorate.client.Reason;
import io.quorate.client.Settlement;
import io.quorate.client.Transaction;
import io.quorate.client.admin.AdminException;
import io.quorate.client.admin.BrokerAdmin;
import io.quorate.client.admin.NodeAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The Java client and a real node understand each other, feature by feature. */
class JavaClientIT {
  private static final Duration SOON = Duration.ofSeconds(30);
  private static final AtomicInteger LAST_QUEUE = new AtomicInteger();

  @TempDir static Path folder;
  private static DevNode node;
  private static String url;

  private final String queue = "orders" + LAST_QUEUE.incrementAndGet();
  private QuorateClient client;

  @BeforeAll
  static void startNode() throws Exception {
    NodePorts ports = DemoPorts.free(1).node(1);
    node = DevNode.start(folder, ports, reason -> {});
    url = NodePorts.HOST + ":" + ports.client();
  }

  @AfterAll
  static void stopNode() throws Exception {
    node.close();
  }

  @BeforeEach
  void connect() {
    client = QuorateClient.connect(url, ClientOptions.builder().clientId("tests").build());
  }

  @AfterEach
  void disconnect() {
    client.close();
  }

  @Test
  void sendsAndReceivesInOrder() {
    Producer producer = client.producer(queue);
    List<CompletableFuture<Confirmation>> sends = new ArrayList<>();
    for (int i = 0; i < 5_000; i++) {
      sends.add(producer.sendAsync(String.valueOf(i)));
    }
    sends.forEach(send -> assertThat(send.join().durability()).isEqualTo(Durability.QUORUM_DISK));

    Consumer consumer = client.consumer(queue);
    for (int i = 0; i < 5_000; i++) {
      Message message = receive(consumer);
      assertThat(message.text()).isEqualTo(String.valueOf(i));
      assertThat(message.redelivered()).isFalse();
      message.acknowledge();
    }

    assertThat(consumer.flush(SOON)).isTrue();
    assertThat(consumer.lostSettlements()).isZero();
    assertThat(browse()).isEmpty();
  }

  @Test
  void deliversAgainWhatIsGivenBack() throws Exception {
    client.producer(queue).send("tea");
    Consumer consumer = client.consumer(queue);

    receive(consumer).release();
    Message released = receive(consumer);
    assertThat(released.redelivered()).isTrue();
    assertThat(released.attempts()).isZero();
    released.fail();
    Message failed = receive(consumer);
    assertThat(failed.attempts()).isEqualTo(1);

    assertThat(failed.settle(Settlement.acknowledged()).get(30, TimeUnit.SECONDS))
        .isEqualTo(Settlement.Result.SETTLED);
  }

  @Test
  void makesARejectedMessageADeadLetter() {
    client.producer(queue).send("no order");
    receive(client.consumer(queue)).reject("not an order");

    Message dead = receive(client.consumer("DLQ." + queue));

    DeadLetter letter = dead.deadLetter().orElseThrow();
    assertThat(letter.origin()).isEqualTo(Destination.queue(queue));
    assertThat(letter.reason()).contains("not an order");
    dead.acknowledge();
  }

  @Test
  void commitsAllOfATransactionOrNothing() {
    client.producer(queue).send("tea");
    Consumer consumer = client.consumer(queue);
    try (Transaction tx = client.begin()) {
      tx.acknowledge(receive(consumer));
      tx.send(queue + ".invoices", "lost");
    }
    Message again = receive(consumer);
    assertThat(again.attempts()).isEqualTo(1);

    try (Transaction tx = client.begin()) {
      tx.acknowledge(again);
      tx.send(queue + ".invoices", "for tea");
      assertThat(tx.commit().repeated()).isFalse();
    }

    assertThat(receive(client.consumer(queue + ".invoices")).text()).isEqualTo("for tea");
    assertThat(browse()).isEmpty();
  }

  @Test
  void publishesToPatternsAndToThoseWhoWereAway() {
    ConsumerOptions durable = ConsumerOptions.builder().durable(queue).build();
    client.subscriber(queue + ".>", durable).close();
    Consumer present = client.subscriber(queue + ".*");

    client.publisher(queue + ".tea").send("3.50");

    assertThat(receive(present).text()).isEqualTo("3.50");
    Message kept = receive(client.subscriber(queue + ".>", durable));
    assertThat(kept.text()).isEqualTo("3.50");
    assertThat(kept.destination()).contains(Destination.topic(queue + ".tea"));
    kept.acknowledge();
  }

  @Test
  void deliversNotBeforeTheDelay() {
    Consumer consumer = client.consumer(queue);
    long startNanos = System.nanoTime();
    client
        .producer(queue)
        .send(Message.builder().text("later").delay(Duration.ofMillis(700)).build());

    assertThat(receive(consumer).text()).isEqualTo("later");
    assertThat(Duration.ofNanos(System.nanoTime() - startNanos))
        .isGreaterThan(Duration.ofMillis(690));
  }

  @Test
  void confirmsVolatileMessagesFromMemory() {
    Consumer consumer = client.consumer(queue);

    Confirmation confirmation =
        client.producer(queue).send(Message.builder().text("now").nonPersistent().build());

    assertThat(confirmation.durability()).isEqualTo(Durability.MEMORY);
    Message message = receive(consumer);
    assertThat(message.sequence()).isZero();
    message.acknowledge();
    assertThat(consumer.flush(SOON)).isTrue();
  }

  @Test
  void selects() {
    Producer producer = client.producer(queue);
    producer.send(Message.builder().text("cheap").property("price", 1).build());
    producer.send(Message.builder().text("dear").property("price", 7.5).build());

    Consumer consumer =
        client.consumer(queue, ConsumerOptions.builder().selector("price > 3").build());

    assertThat(receive(consumer).text()).isEqualTo("dear");
    try (Browser browser = client.browse(queue, "price < 3")) {
      assertThat(browser).extracting(Message::text).containsExactly("cheap");
    }
    assertThatThrownBy(
            () -> client.consumer(queue, ConsumerOptions.builder().selector("price >").build()))
        .isInstanceOfSatisfying(
            NotStoredException.class,
            failure -> assertThat(failure.reason()).isEqualTo(Reason.INVALID_SELECTOR));
  }

  @Test
  void repliesToRequests() {
    client.consumer(
        queue, request -> client.reply(request, Message.of(request.text() + "!")).join());

    assertThat(client.request(queue, Message.of("tea"), SOON).text()).isEqualTo("tea!");
    assertThat(client.request(queue, Message.of("milk"), SOON).text()).isEqualTo("milk!");
  }

  @Test
  void handlesOnSeveralThreads() throws Exception {
    Producer producer = client.producer(queue);
    List<CompletableFuture<Confirmation>> sent = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      sent.add(producer.sendAsync("order"));
    }
    sent.forEach(CompletableFuture::join);
    CountDownLatch handled = new CountDownLatch(200);
    try (PushConsumer consumer =
        client.consumer(
            Destination.queue(queue),
            ConsumerOptions.builder().concurrency(4).build(),
            message -> handled.countDown())) {
      assertThat(handled.await(30, TimeUnit.SECONDS)).isTrue();
      assertThat(consumer.lostSettlements()).isZero();
    }
    assertThat(browse()).isEmpty();
  }

  /** Each with a connection of its own. */
  @Test
  void consumersThatComeAndGoAddNothingToTheLog() throws Exception {
    client.producer(queue).send("tea");
    try (Consumer consumer = client.consumer(queue)) {
      receive(consumer).settle(Settlement.acknowledged()).get(30, TimeUnit.SECONDS);
    }
    long before = lastIndex();

    for (int i = 0; i < 20; i++) {
      try (QuorateClient visitor = QuorateClient.connect(url);
          Consumer consumer = visitor.consumer(queue)) {
        assertThat(consumer.receiveNow()).isNull();
      }
    }

    assertThat(lastIndex()).isEqualTo(before);
    client.producer(queue).send("milk");
    assertThat(lastIndex()).isGreaterThan(before);
  }

  private static long lastIndex() throws AdminException {
    try (BrokerAdmin admin = new BrokerAdmin(List.of(NodeAddress.parse(url)), "main", SOON)) {
      return admin.diskWhy().lastIndex();
    }
  }

  @Test
  void saysWhatIsWrong() {
    assertThatThrownBy(() -> client.producer("bad name!").send("tea"))
        .isInstanceOf(NotStoredException.class)
        .hasMessageContaining("INVALID");
    assertThatThrownBy(() -> client.producer(queue).send(new byte[16 << 20]))
        .isInstanceOf(NotStoredException.class)
        .hasMessageContaining("TOO_LARGE");
    assertThatThrownBy(
            () ->
                QuorateClient.connect(
                    url,
                    ClientOptions.builder()
                        .clientId("tests")
                        .clientIdRule(ClientIdRule.EXCLUSIVE)
                        .build()))
        .isInstanceOf(QuorateException.class)
        .hasMessageContaining("IN_USE");
  }

  private List<String> browse() {
    try (Browser browser = client.browse(queue)) {
      List<String> texts = new ArrayList<>();
      browser.forEach(message -> texts.add(message.text()));
      return texts;
    }
  }

  private static Message receive(Consumer consumer) {
    Message message = consumer.receive(SOON);
    if (message == null) {
      throw new AssertionError("expected a message within " + SOON);
    }
    return message;
  }
}

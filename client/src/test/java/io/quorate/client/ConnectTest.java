package io.quorate.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quorate.proto.client.v1.Failed;
import java.io.IOException;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ConnectTest {
  private final FakeCluster cluster = new FakeCluster();
  private FakeBroker first;
  private FakeBroker second;

  @BeforeEach
  void start() throws IOException {
    first = cluster.start(1);
    second = cluster.start(2);
  }

  @AfterEach
  void stop() throws InterruptedException {
    cluster.kill();
  }

  @Test
  void findsTheMasterFromAnyNodesAddress() {
    cluster.elect(second);

    try (QuorateClient client = QuorateClient.connect(first.address())) {
      assertThat(client.producer("orders").send("tea").epoch()).isEqualTo(1);
    }
    assertThat(first.connections()).isZero();
  }

  @Test
  void waitsForAMasterThatIsNotThereYet() throws Exception {
    Thread election = new Thread(() -> cluster.elect(second));
    election.start();

    try (QuorateClient client =
        QuorateClient.connect("failover:(%s)?maxReconnectDelay=20".formatted(first.address()))) {
      client.producer("orders").send("tea");
    }
    election.join();
  }

  @Test
  void saysWhatEachNodeAnswered() {
    assertThatThrownBy(() -> connect(first.address() + ",127.0.0.1:1", 300))
        .isInstanceOfSatisfying(
            RetryLaterException.class,
            failure -> assertThat(failure.reason()).isEqualTo(Reason.UNREACHABLE))
        .hasMessageContaining("127.0.0.1:1: no connection")
        .hasMessageContaining(first.address() + ": knows no master");
  }

  @Test
  void givesUpAfterAsManyAttemptsAsItMay() {
    long startNanos = System.nanoTime();

    assertThatThrownBy(
            () ->
                connect(
                    "failover:(127.0.0.1:1)?startupMaxReconnectAttempts=2&maxReconnectDelay=20",
                    20_000))
        .isInstanceOf(RetryLaterException.class)
        .hasMessageContaining("gave up after 2 attempts");
    assertThat(Duration.ofNanos(System.nanoTime() - startNanos)).isLessThan(Duration.ofSeconds(10));
  }

  @Test
  void saysWhyItIsRefused() {
    cluster.elect(first);
    first.refusingToOpen(Failed.Code.IN_USE);

    assertThatThrownBy(() -> connect(first.address(), 20_000))
        .isInstanceOfSatisfying(
            NotStoredException.class,
            failure -> assertThat(failure.reason()).isEqualTo(Reason.IN_USE));
  }

  @Test
  void triesAgainWhileTheMasterIsNotReady() {
    cluster.elect(first);
    first.refusingToOpen(Failed.Code.NOT_READY);

    assertThatThrownBy(() -> connect(first.address(), 300))
        .isInstanceOf(RetryLaterException.class)
        .hasMessageContaining("NOT_READY");
  }

  @Test
  void leavesNoThreadBehind() {
    cluster.elect(first);
    try (QuorateClient client = QuorateClient.connect(first.address())) {
      client.producer("orders").sendAsync("tea").thenRun(() -> {}).join();
      client.consumer("orders", message -> {});
    }

    Awaitility.await()
        .until(
            () ->
                Thread.getAllStackTraces().keySet().stream()
                    .noneMatch(thread -> thread.getName().startsWith("quorate-")));
  }

  @Test
  void refusesEverythingOnceClosed() {
    cluster.elect(first);
    QuorateClient client = QuorateClient.connect(first.address());
    Producer producer = client.producer("orders");
    Consumer consumer = client.consumer("orders");
    client.close();
    client.close();

    assertThatThrownBy(() -> producer.send("tea")).isInstanceOf(NotStoredException.class);
    assertThatThrownBy(consumer::receiveNow).isInstanceOf(NotStoredException.class);
    assertThatThrownBy(() -> client.consumer("orders")).isInstanceOf(NotStoredException.class);
    assertThatThrownBy(client::begin).isInstanceOf(NotStoredException.class);
  }

  private static QuorateClient connect(String url, int millis) {
    return QuorateClient.connect(
        url, ClientOptions.builder().connectTimeout(Duration.ofMillis(millis)).build());
  }
}

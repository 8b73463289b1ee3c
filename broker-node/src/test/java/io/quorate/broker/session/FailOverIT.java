package io.quorate.broker.session;

import static io.quorate.broker.session.TestClient.get;
import static io.quorate.broker.session.TestClient.message;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.quorate.broker.BrokerNode;
import io.quorate.broker.queue.Address;
import io.quorate.broker.queue.DestinationKind;
import io.quorate.broker.queue.SequenceMode;
import io.quorate.broker.queue.Settlement.Outcome;
import io.quorate.broker.service.GrpcHead;
import io.quorate.broker.session.BrokerException.Code;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What clients see when another node becomes master. */
class FailOverIT {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @TempDir Path folder;

  private Nodes nodes;
  private BrokerNode master;

  @BeforeEach
  void start() throws Exception {
    nodes = new Nodes(folder, 3);
    master = nodes.master();
  }

  @AfterEach
  void stop() throws Exception {
    nodes.close();
    assertThat(nodes.lastWords).isEmpty();
  }

  @Test
  void aNodeThatIsNotMasterSaysWhoIs() throws Exception {
    BrokerNode other = nodes.anotherThan(master);
    assertSentOn(other.broker());
    GrpcHead grpc = GrpcHead.of(other);
    assertSentOn(grpc);
    grpc.close();
  }

  private void assertSentOn(Broker other) throws Exception {
    await().atMost(PATIENCE).until(() -> get(other.topology()).groups().get(0).master() != null);
    ClusterTopology topology = get(other.topology());
    assertThat(topology.groups().get(0).master()).isEqualTo(master.health().nodeId());
    assertThat(topology.addresses()).hasSize(3);

    CompletableFuture<Connection> refused =
        other.connect(TestClient.request(""), reason -> {}).toCompletableFuture();
    assertThat(refusalOf(refused).code()).isEqualTo(Code.NOT_MASTER);
    assertThat(refusalOf(refused).masterAddress())
        .isEqualTo(topology.addresses().get(master.health().nodeId()));
  }

  @Test
  void theMasterSaysWhoMayStop() throws Exception {
    Administration admin = master.broker().administration(Principal.ANYBODY, TestClient.MAIN);
    await().atMost(PATIENCE).until(() -> get(admin.reasonsNotToStop(0)).isEmpty());
    BrokerNode stopped = nodes.anotherThan(master);
    int number = stopped.health().nodeId().number();
    assertThat(get(admin.reasonsNotToStop(number))).isEmpty();

    nodes.stop(stopped);

    int left = nodes.anotherThan(master).health().nodeId().number();
    await().atMost(PATIENCE).until(() -> !get(admin.reasonsNotToStop(left)).isEmpty());
    assertThat(get(admin.reasonsNotToStop(0))).contains("node " + number + " is not connected");
    assertThat(get(admin.reasonsNotToStop(number))).isEmpty();
    assertThatThrownBy(() -> get(admin.reasonsNotToStop(9))).hasMessageContaining("no node 9");
  }

  @Test
  void aConfirmationCountsTheNodesThatHaveIt() throws Exception {
    TestClient client = TestClient.of(master.broker());
    await().atMost(PATIENCE).until(() -> client.send(message("counted", "a")).syncedNodes() >= 2);
  }

  @Test
  void theMastersMetricsTellOfItsQueues() throws Exception {
    TestClient client = TestClient.of(master.broker());
    client.sendIds("counted", "a", "b", "c");
    client.consume("counted", 1).await(1);
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () ->
                assertThat(metricsOf(master))
                    .contains("quorate_queue_messages_ready{group=\"main\",queue=\"counted\"} 2.0")
                    .contains(
                        "quorate_queue_messages_unacked{group=\"main\",queue=\"counted\"} 1.0")
                    .contains("quorate_messages_delivered_total{group=\"main\"} 1.0")
                    .contains("quorate_connections{group=\"main\"} 1.0")
                    .containsPattern(
                        "quorate_commit_latency_seconds_count\\{group=\"main\"\\} [1-9]"));
    assertThat(metricsOf(nodes.anotherThan(master)))
        .doesNotContain("quorate_queue_messages_ready{");
  }

  private static String metricsOf(BrokerNode node) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://" + node.adminAddress() + "/metrics")).build();
    return HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString()).body();
  }

  private static BrokerException refusalOf(CompletionStage<?> stage) {
    try {
      stage.toCompletableFuture().join();
      throw new AssertionError("it was not refused");
    } catch (CompletionException e) {
      return Objects.requireNonNull((BrokerException) e.getCause());
    }
  }

  @Test
  void confirmedMessagesAreThereAndOnlyThoseInHandAreFlagged() throws Exception {
    TestClient before = TestClient.of(master.broker());
    before.sendIds("q", "a", "b", "c", "d", "e");
    TestClient.Taker taker = before.consume("q", 3).await(3);
    taker.settle(0, Outcome.ACKNOWLEDGED);

    nodes.stop(master);
    assertThat(before.farewells).hasSize(1);
    assertThat(before.farewells.get(0).code()).isEqualTo(Code.NOT_MASTER);
    assertThat(before.farewells.get(0).masterAddress()).isEmpty();

    TestClient after = TestClient.of(nodes.master().broker());
    TestClient.Taker next = after.consume("q", 10).await(4);
    assertThat(next.ids()).containsExactly("b", "c", "d", "e");
    assertThat(next.got.stream().map(Delivery::redelivered))
        .containsExactly(true, true, false, false);
    assertThat(next.got).allMatch(d -> d.attempts() == 0);
  }

  @Test
  void everyCallIsAnsweredAndARepeatedBatchIsStoredOnce() throws Exception {
    TestClient before = TestClient.of(master.broker());
    List<CompletableFuture<SendReceipt>> sent = new ArrayList<>();
    for (int i = 1; i <= 200; i++) {
      sent.add(before.sendAsync(20_000, message("q", "m" + i)).toCompletableFuture());
    }
    nodes.stop(master);
    await().atMost(PATIENCE).until(() -> sent.stream().allMatch(CompletableFuture::isDone));

    TestClient after = TestClient.of(nodes.master().broker());
    long last = get(after.connection.openProducer(before.producer, SequenceMode.CONTIGUOUS));
    for (int i = 1; i <= 200; i++) {
      boolean wasConfirmed = !sent.get(i - 1).isCompletedExceptionally();
      assertThat(!wasConfirmed || i <= last).as("confirmed message %d is stored", i).isTrue();
      get(
          after.connection.send(
              before.producer, i, List.of(TestClient.bytes(message("q", "m" + i))), 0, 10_000));
    }
    TestClient.Taker taker = after.consume("q", 1_000).await(200);
    assertThat(taker.ids()).hasSize(200).doesNotHaveDuplicates();
  }

  @Test
  void temporaryDestinationsWaitForTheirOwner() throws Exception {
    ConnectRequest owner = TestClient.request("");
    TestClient before = new TestClient(master.broker(), owner);
    Address reply = get(before.connection.createTemporary(DestinationKind.QUEUE));
    before.sendIds(reply.name(), "answer");

    nodes.stop(master);

    TestClient after = new TestClient(nodes.master().broker(), owner);
    assertThat(after.consume(reply.name(), 1).await(1).ids()).containsExactly("answer");
  }

  @Test
  void delayedMessagesAndOpenTransactionsSurviveAsTheyShould() throws Exception {
    TestClient before = TestClient.of(master.broker());
    before.send(message("q", "late").setDelayMillis(3_000));
    before.sendIds("q", "settled in vain");
    TestClient.Taker taker = before.consume("q", 10).await(1);
    before.connection.begin(1);
    get(taker.settleIn(1, 0, 0, Outcome.ACKNOWLEDGED));

    nodes.stop(master);

    TestClient after = TestClient.of(nodes.master().broker());
    TestClient.Taker next = after.consume("q", 10).await(2);
    assertThat(next.ids()).containsExactly("settled in vain", "late");
  }
}

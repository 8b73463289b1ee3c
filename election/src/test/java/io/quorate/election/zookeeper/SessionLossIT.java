package io.quorate.election.zookeeper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.quorate.election.ConnectionState;
import io.quorate.election.CoordinationConfig;
import io.quorate.election.LatchNode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.apache.curator.test.InstanceSpec;
import org.apache.curator.test.TestingServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** Sessions that end, servers that restart, forget everything or are not there yet. */
class SessionLossIT {
  /** A server grants sessions of one to twenty ticks. */
  private static final int TICK_MILLIS = 500;

  private static final int LONG_TICK_MILLIS = 3000;

  @TempDir private Path folder;

  private final Deque<ElectionNode> nodes = new ArrayDeque<>();
  private final int port = InstanceSpec.getRandomPort();
  private TestingServer server;

  @BeforeEach
  void prepareServer() throws Exception {
    server = server("first", TICK_MILLIS);
  }

  @AfterEach
  void closeAll() throws Exception {
    nodes.forEach(ElectionNode::close);
    server.close();
  }

  private TestingServer server(String name, int tickMillis) throws Exception {
    return new TestingServer(
        new InstanceSpec(folder.resolve(name).toFile(), port, -1, -1, true, -1, tickMillis, -1),
        false);
  }

  private CoordinationConfig config() {
    return CoordinationConfig.of("127.0.0.1:" + port + "/q", "blue")
        .withSessionTimeout(Duration.ofSeconds(3));
  }

  private ElectionNode node(int nodeId) {
    return node(config(), nodeId);
  }

  private ElectionNode node(CoordinationConfig config, int nodeId) {
    ElectionNode node = new ElectionNode(config, nodeId);
    nodes.push(node);
    return node;
  }

  @Test
  void standsInLineAgainAfterEachOfThirtyLostSessions() throws Exception {
    server.start();
    ElectionNode one = node(1).enrolled();
    ElectionNode two = node(2).enrolled();

    for (int round = 1; round <= 30; round++) {
      ElectionNode loser = round % 2 == 1 ? one : two;
      ElectionNode other = round % 2 == 1 ? two : one;
      LatchNode lost =
          loser.awaitView(view -> view.first() && view.line().size() == 2).line().get(0);

      if (round % 10 == 0) {
        loser.endSessionAtServer(server.getConnectString());
      } else {
        loser.endSessionAtNode();
      }

      other.awaitFirst();
      loser.awaitView(
          view ->
              view.connected()
                  && view.ownPath() != null
                  && !view.ownPath().equals(lost.path())
                  && view.line().size() == 2);
    }

    assertThat(two.awaitView(view -> view.line().size() == 2).line())
        .extracting(LatchNode::nodeId)
        .containsExactly(1, 2);
    assertThat(one.claim(1, 1)).isEqualTo("1 claimed 1");
  }

  @Test
  void keepsItsPlaceWhenTheServerRestarts() throws Exception {
    server = server("patient", LONG_TICK_MILLIS);
    server.start();
    CoordinationConfig patient = config().withSessionTimeout(Duration.ofSeconds(60));
    ElectionNode one = node(patient, 1).enrolled();
    ElectionNode two = node(patient, 2).enrolled();
    String place = one.awaitFirst().ownPath();
    int statesBefore = one.states.size();

    server.restart();

    await()
        .atMost(ElectionNode.PATIENCE)
        .until(
            () ->
                one.states.size() > statesBefore
                    && one.states.get(one.states.size() - 1) == ConnectionState.CONNECTED);
    assertThat(one.states.get(statesBefore)).isEqualTo(ConnectionState.SUSPENDED);
    assertThat(one.awaitFirst().ownPath()).isEqualTo(place);
    two.awaitView(view -> view.connected() && view.ownPath() != null);
    assertThat(one.claim(7, 1)).isEqualTo("1 claimed 7");
    assertThat(one.awaitView(view -> view.registerEpoch() == 7).line())
        .extracting(LatchNode::nodeId)
        .containsExactly(1, 2);
    assertThat(one.views)
        .filteredOn(view -> !view.connected())
        .isNotEmpty()
        .noneMatch(view -> view.first());
  }

  @Test
  void buildsEverythingAnewWhenTheServerHasForgottenIt() throws Exception {
    server.start();
    ElectionNode one = node(1).enrolled();
    ElectionNode two = node(2).enrolled();
    one.awaitFirst();
    assertThat(one.claim(30, 1)).isEqualTo("1 claimed 30");
    one.group.createGenesis(new byte[] {1});
    one.awaitView(view -> view.genesis() != null);

    server.close();
    server = server("second", TICK_MILLIS);
    server.start();

    var view =
        one.awaitView(
            seen -> seen.connected() && seen.registerEpoch() == 0 && seen.line().size() == 2);
    assertThat(view.genesis()).isNull();
    ElectionNode first = view.first() ? one : two;
    first.awaitFirst();
    assertThat(first.claim(31, 2)).isEqualTo("2 claimed 31");
  }

  @Test
  void waitsForAServerThatIsNotThereYet() throws Exception {
    ElectionNode one = node(1);
    one.group.enroll();
    one.coordination.confirmBoot(one.identity.storageUuid(), List.of(1L));
    one.group.claimEpoch(1, 1);
    await().atMost(ElectionNode.PATIENCE).until(() -> one.answers.size() == 1);
    assertThat(one.states).containsExactly(ConnectionState.CONNECTING);
    assertThat(one.answers).containsExactly("1 refused NOT_FIRST");

    server.start();

    one.awaitFirst();
    await().atMost(ElectionNode.PATIENCE).until(() -> one.boots.equals(List.of("confirmed")));
    assertThat(one.states).containsExactly(ConnectionState.CONNECTING, ConnectionState.CONNECTED);
  }

  @Test
  void aClaimWhoseAnswerIsLostIsKnownByItsNonce() throws Exception {
    server.start();
    try (LossyProxy proxy = new LossyProxy(port)) {
      ElectionNode one =
          node(
              CoordinationConfig.of(proxy.connectString() + "/q", "blue")
                  .withSessionTimeout(Duration.ofSeconds(10)),
              1);
      one.enrolled().awaitFirst();
      String place = one.place().path();
      CompletableFuture<String> outcome = new CompletableFuture<>();
      try (ElectionLoop loop = new ElectionLoop("test", outcome::completeExceptionally)) {
        Znodes znodes = new Znodes(one.coordination.curator(), loop);
        proxy.loseTheAnswerToTheNextTransaction();

        // Without the deadline of a group's claims, so that only ZooKeeper's answers decide.
        new EpochClaim(
                znodes,
                new ZnodePaths(config()).group("main"),
                one.identity,
                place,
                12,
                epoch -> outcome.complete("claimed " + epoch),
                reason -> outcome.complete("refused " + reason))
            .start();

        await().atMost(ElectionNode.PATIENCE).until(outcome::isDone);
      }
      assertThat(proxy.lostAnswers()).isEqualTo(1);
      assertThat(outcome.get()).isEqualTo("claimed 12");
      assertThat(one.awaitView(view -> view.registerEpoch() == 12).registerVersion()).isEqualTo(1);
    }
  }

  @Test
  void saysWhenTheSessionDiffersFromTheOneAskedFor() throws Exception {
    ListAppender<ILoggingEvent> lines = new ListAppender<>();
    lines.start();
    Logger logger = (Logger) LoggerFactory.getLogger(ZooKeeperCoordination.class);
    logger.addAppender(lines);
    server.start();
    try {
      ElectionNode one = node(config().withSessionTimeout(Duration.ofSeconds(60)), 1);
      await().atMost(ElectionNode.PATIENCE).until(() -> !one.sessions.isEmpty());

      assertThat(one.sessions).containsExactly(Duration.ofMillis(20 * TICK_MILLIS));
      assertThat(lines.list)
          .extracting(ILoggingEvent::getFormattedMessage)
          .anyMatch(line -> line.contains("10000 ms instead of the 60000 ms asked for"));
    } finally {
      logger.detachAppender(lines);
    }
  }
}

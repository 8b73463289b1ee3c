package io.quorate.election.zookeeper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.quorate.election.CoordinationConfig;
import io.quorate.election.LatchNode;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.apache.curator.framework.state.ConnectionState;
import org.apache.curator.test.TestingServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * ZooKeeper's and Curator's threads only take note of what they are told: they go on while the
 * election's own thread is held up, for however long.
 */
class EventThreadIT {
  private final Deque<ElectionNode> nodes = new ArrayDeque<>();
  private TestingServer server;
  private CoordinationConfig config;

  @BeforeEach
  void startServer() throws Exception {
    server = new TestingServer();
    config =
        CoordinationConfig.of(server.getConnectString() + "/q", "blue")
            .withSessionTimeout(Duration.ofSeconds(10));
  }

  @AfterEach
  void closeAll() throws Exception {
    nodes.forEach(ElectionNode::close);
    server.close();
  }

  private ElectionNode enrolled(int nodeId) {
    ElectionNode node = new ElectionNode(config, nodeId);
    nodes.push(node);
    return node.enrolled();
  }

  private static void awaitHeldUp(ElectionNode node) {
    await().atMost(ElectionNode.PATIENCE).until(node.pace::hasQueuedThreads);
  }

  /** One thread takes the events of a session and its answers, in the order of their arrival. */
  @Test
  void whatIsWatchedIsOnlyNotedWhileTheElectionIsHeldUp() throws Exception {
    ElectionNode one = enrolled(1);
    CompletableFuture<String> answered = new CompletableFuture<>();
    one.pace.lock();
    try {
      enrolled(2);
      awaitHeldUp(one);
      enrolled(3);

      one.session()
          .exists(
              "/",
              false,
              (code, path, context, stat) -> answered.complete(Thread.currentThread().getName()),
              null);

      assertThat(answered.get(ElectionNode.PATIENCE.toSeconds(), TimeUnit.SECONDS))
          .endsWith("-EventThread");
      assertThat(one.pace.hasQueuedThreads()).isTrue();
    } finally {
      one.pace.unlock();
    }

    assertThat(one.awaitView(view -> view.line().size() == 3).line())
        .extracting(LatchNode::nodeId)
        .containsExactly(1, 2, 3);
  }

  /** Curator's thread tells all listeners of one state before it comes to the next. */
  @Test
  void aLostSessionIsOnlyNotedWhileTheElectionIsHeldUp() throws Exception {
    ElectionNode one = enrolled(1);
    String place = one.place().path();
    List<ConnectionState> seen = new CopyOnWriteArrayList<>();
    one.coordination
        .curator()
        .getConnectionStateListenable()
        .addListener((curator, state) -> seen.add(state));
    int statesBefore = one.states.size();
    one.pace.lock();
    try {
      enrolled(2);
      awaitHeldUp(one);

      one.endSessionAtNode();

      await()
          .atMost(ElectionNode.PATIENCE)
          .until(
              () ->
                  seen.contains(ConnectionState.LOST)
                      && seen.indexOf(ConnectionState.RECONNECTED)
                          > seen.indexOf(ConnectionState.LOST));
      assertThat(one.states).hasSize(statesBefore);
    } finally {
      one.pace.unlock();
    }

    one.awaitView(
        view ->
            view.connected()
                && view.ownPath() != null
                && !view.ownPath().equals(place)
                && view.line().size() == 2);
  }
}

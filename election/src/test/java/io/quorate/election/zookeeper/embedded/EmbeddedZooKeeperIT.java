package io.quorate.election.zookeeper.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.ZooDefs.Ids;
import org.apache.zookeeper.ZooKeeper;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedZooKeeperIT {
  private static final int SESSION_MILLIS = 15_000;
  private static final byte[] WORDS = "kept".getBytes(StandardCharsets.UTF_8);

  @TempDir Path folder;

  private final List<ZooKeeper> clients = new ArrayList<>();

  @AfterEach
  void disconnect() throws Exception {
    for (ZooKeeper client : clients) {
      client.close();
    }
  }

  @Test
  void grantsTheSessionAskedForAndKeepsItsDataOverARestart() throws Exception {
    try (EmbeddedZooKeeper zooKeeper = start(0)) {
      ZooKeeper client = connect(zooKeeper);
      assertThat(client.getSessionTimeout()).isEqualTo(SESSION_MILLIS);
      client.create("/words", WORDS, Ids.OPEN_ACL_UNSAFE, CreateMode.PERSISTENT);
    }

    try (EmbeddedZooKeeper zooKeeper = start(0)) {
      assertThat(connect(zooKeeper).getData("/words", false, null)).isEqualTo(WORDS);
    }
  }

  @Test
  void aClientFindsItsSessionAgainAfterARestart() throws Exception {
    EmbeddedZooKeeper before = start(0);
    ZooKeeper client = connect(before);
    client.create("/mine", WORDS, Ids.OPEN_ACL_UNSAFE, CreateMode.EPHEMERAL);
    long session = client.getSessionId();
    int port = before.port();
    before.close();
    await().until(() -> !client.getState().isConnected());

    try (EmbeddedZooKeeper after = start(port)) {
      assertThat(after.port()).isEqualTo(port);
      await().until(() -> client.getState().isConnected());
      assertThat(client.getSessionId()).isEqualTo(session);
      assertThat(client.exists("/mine", false)).isNotNull();
    }
  }

  @Test
  void keepsThreeSnapshotsHoweverOftenItIsStarted() throws Exception {
    for (int start = 1; start <= 5; start++) {
      try (EmbeddedZooKeeper zooKeeper = start(0)) {
        connect(zooKeeper)
            .create("/start-" + start, WORDS, Ids.OPEN_ACL_UNSAFE, CreateMode.PERSISTENT);
      }
    }

    try (EmbeddedZooKeeper zooKeeper = start(0)) {
      assertThat(connect(zooKeeper).getChildren("/", false)).contains("start-1", "start-5");
    }
    assertThat(folder.resolve("version-2").toFile().list((data, name) -> name.startsWith("snap")))
        .hasSize(3);
  }

  @Test
  void refusesATakenPortBeforeItTouchesTheFolder() throws Exception {
    Path untouched = folder.resolve("zookeeper");
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      assertThatThrownBy(() -> EmbeddedZooKeeper.start(untouched, taken.getLocalPort(), () -> {}))
          .isInstanceOf(BindException.class)
          .hasMessageContaining("port " + taken.getLocalPort());
    }

    assertThat(untouched).doesNotExist();
  }

  private EmbeddedZooKeeper start(int port) throws Exception {
    return EmbeddedZooKeeper.start(folder, port, () -> {});
  }

  private ZooKeeper connect(EmbeddedZooKeeper zooKeeper) throws Exception {
    ZooKeeper client = new ZooKeeper(zooKeeper.connectString(), SESSION_MILLIS, event -> {});
    clients.add(client);
    await().until(() -> client.getState().isConnected());
    return client;
  }
}

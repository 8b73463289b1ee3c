package io.quorate.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.quorate.broker.admin.GroupFacts;
import io.quorate.broker.config.ConfigLoader;
import io.quorate.broker.config.NodeSettings;
import io.quorate.broker.process.FreePorts;
import io.quorate.client.admin.AppendOutcome;
import io.quorate.client.admin.LogClient;
import io.quorate.client.admin.NodeAddress;
import io.quorate.storage.rocksdb.StartRefusedException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.apache.curator.test.InstanceSpec;
import org.apache.curator.test.TestingServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Nodes inside this JVM, as somebody would embed them, with a real ZooKeeper and real disks. */
class BrokerNodeIT {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @TempDir Path temp;

  private final List<BrokerNode> nodes = new ArrayList<>();
  private final List<String> lastWords = new CopyOnWriteArrayList<>();
  private final List<Integer> ports = new ArrayList<>();
  private TestingServer zooKeeper;

  @BeforeEach
  void prepare() throws Exception {
    zooKeeper = new TestingServer(new InstanceSpec(null, -1, -1, -1, true, -1, 1_000, -1), true);
    FreePorts free = new FreePorts();
    for (int i = 0; i < 9; i++) {
      ports.add(free.next());
    }
  }

  @AfterEach
  void closeAll() throws Exception {
    nodes.forEach(BrokerNode::close);
    zooKeeper.close();
  }

  @Test
  void threeInOneProcessConfirmOnAMajorityAndGoOnWithoutTheirMaster() throws Exception {
    for (int node = 1; node <= 3; node++) {
      nodes.add(start(node));
    }
    BrokerNode master = awaitMaster();
    assertThat(append(1)).isInstanceOf(AppendOutcome.Confirmed.class);

    master.close();

    nodes.remove(master);
    assertThat(awaitMaster()).isNotSameAs(master);
    assertThat(append(2)).isInstanceOf(AppendOutcome.Confirmed.class);
    assertThat(lastWords).isEmpty();
  }

  @Test
  void saysWhatItWaitsForWhileZooKeeperIsAway() throws Exception {
    zooKeeper.stop();

    BrokerNode node = start(1);
    nodes.add(node);

    await()
        .atMost(PATIENCE)
        .until(
            () -> node.health().startWaits().equals(List.of("group main: waiting for ZooKeeper")));
  }

  @Test
  void refusesATakenPortBeforeItTouchesTheDisk() throws Exception {
    try (ServerSocket taken = new ServerSocket(ports.get(0), 1, InetAddress.getLoopbackAddress())) {
      assertThatThrownBy(() -> start(1))
          .isInstanceOf(BindException.class)
          .hasMessageContaining("127.0.0.1:" + taken.getLocalPort())
          .hasMessageContaining("ports.client");
    }

    assertThat(temp.resolve("1")).doesNotExist();
  }

  @Test
  void refusesAnotherNodesFolderAndLeavesItAlone() throws Exception {
    start(1).close();
    Files.move(temp.resolve("1"), temp.resolve("2"));
    List<Path> before = filesOf(temp.resolve("2"));

    assertThatThrownBy(() -> start(2))
        .isInstanceOf(StartRefusedException.class)
        .hasMessageContaining("node 2")
        .hasMessageContaining("node 1");

    assertThat(filesOf(temp.resolve("2"))).isEqualTo(before);
  }

  private static List<Path> filesOf(Path folder) throws Exception {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.sorted().toList();
    }
  }

  private BrokerNode start(int node) throws Exception {
    return BrokerNode.start(settings(node), lastWords::add);
  }

  private NodeSettings settings(int node) throws Exception {
    StringBuilder yaml = new StringBuilder("nodeId: " + node + "\nnodes:\n");
    for (int id = 1; id <= 3; id++) {
      yaml.append(
          "  %d: {peer: \"127.0.0.1:%d\", client: \"127.0.0.1:%d\"}\n"
              .formatted(id, port(id, 1), port(id, 0)));
    }
    yaml.append("directory: ").append(temp.resolve(Integer.toString(node))).append('\n');
    yaml.append("zkAddress: ").append(zooKeeper.getConnectString()).append('\n');
    yaml.append(
        "ports: {client: %d, peers: %d, admin: %d}\n"
            .formatted(port(node, 0), port(node, 1), port(node, 2)));
    return ConfigLoader.parse(yaml.toString(), temp);
  }

  private int port(int node, int which) {
    return ports.get((node - 1) * 3 + which);
  }

  private BrokerNode awaitMaster() {
    return await()
        .atMost(PATIENCE)
        .until(
            () -> nodes.stream().filter(BrokerNodeIT::leads).findFirst().orElse(null),
            found -> found != null);
  }

  private static boolean leads(BrokerNode node) {
    return node.health().groups().stream()
        .anyMatch(facts -> facts.ready() && isMaster(node, facts));
  }

  private static boolean isMaster(BrokerNode node, GroupFacts facts) {
    return node.health().nodeId().equals(facts.master());
  }

  private AppendOutcome append(int body) throws Exception {
    List<AppendOutcome> outcomes = new CopyOnWriteArrayList<>();
    List<NodeAddress> addresses = new ArrayList<>();
    for (int id = 1; id <= 3; id++) {
      addresses.add(NodeAddress.parse("127.0.0.1:" + port(id, 0)));
    }
    try (LogClient client =
        new LogClient(addresses, new LogClient.Settings("main", 1, Duration.ofSeconds(30)))) {
      client.append(new byte[body], outcomes::add);
      assertThat(client.awaitEnds()).isTrue();
    }
    return outcomes.get(0);
  }
}

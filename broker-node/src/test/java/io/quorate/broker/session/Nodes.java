package io.quorate.broker.session;

import static org.awaitility.Awaitility.await;

import io.quorate.broker.BrokerNode;
import io.quorate.broker.admin.GroupFacts;
import io.quorate.broker.config.ConfigLoader;
import io.quorate.broker.process.FreePorts;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.curator.test.InstanceSpec;
import org.apache.curator.test.TestingServer;

/** So many nodes inside this JVM, and their ZooKeeper. */
final class Nodes implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final Path folder;
  private final int count;
  private final TestingServer zooKeeper;
  private final List<Integer> ports = new ArrayList<>();
  private final TreeMap<Integer, BrokerNode> running = new TreeMap<>();
  private final String more;
  final List<String> lastWords = new CopyOnWriteArrayList<>();

  Nodes(Path folder, int count) throws Exception {
    this(folder, count, "");
  }

  /**
   * Nodes with more in their configuration.
   *
   * @param more lines of YAML
   */
  Nodes(Path folder, int count, String more) throws Exception {
    this.folder = folder;
    this.count = count;
    this.more = more;
    zooKeeper = new TestingServer(new InstanceSpec(null, -1, -1, -1, true, -1, 1_000, -1), true);
    FreePorts free = new FreePorts();
    for (int i = 0; i < 3 * count; i++) {
      ports.add(free.next());
    }
    for (int id = 1; id <= count; id++) {
      start(id);
    }
  }

  void start(int id) throws Exception {
    StringBuilder yaml = new StringBuilder("nodeId: " + id + "\nnodes:\n");
    for (int other = 1; other <= count; other++) {
      yaml.append(
          "  %d: {peer: \"127.0.0.1:%d\", client: \"127.0.0.1:%d\"}\n"
              .formatted(other, port(other, 1), port(other, 0)));
    }
    yaml.append("directory: ").append(folder.resolve(Integer.toString(id))).append('\n');
    yaml.append("zkAddress: ").append(zooKeeper.getConnectString()).append('\n');
    yaml.append(
        "ports: {client: %d, peers: %d, admin: %d}\n"
            .formatted(port(id, 0), port(id, 1), port(id, 2)));
    yaml.append(more);
    running.put(id, BrokerNode.start(ConfigLoader.parse(yaml.toString(), folder), lastWords::add));
  }

  private int port(int id, int which) {
    return ports.get((id - 1) * 3 + which);
  }

  BrokerNode master() {
    return await()
        .atMost(PATIENCE)
        .until(
            () -> running.values().stream().filter(Nodes::leads).findFirst().orElse(null),
            found -> found != null);
  }

  BrokerNode anotherThan(BrokerNode master) {
    return running.values().stream().filter(node -> node != master).findFirst().orElseThrow();
  }

  private static boolean leads(BrokerNode node) {
    return node.health().groups().stream()
        .anyMatch(facts -> facts.ready() && isMaster(node, facts));
  }

  private static boolean isMaster(BrokerNode node, GroupFacts facts) {
    return node.health().nodeId().equals(facts.master());
  }

  void stop(BrokerNode node) {
    node.close();
    running.values().remove(node);
  }

  @Override
  public void close() throws IOException {
    running.values().forEach(BrokerNode::close);
    zooKeeper.close();
  }
}

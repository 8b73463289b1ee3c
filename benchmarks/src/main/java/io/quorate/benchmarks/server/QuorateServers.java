package io.quorate.benchmarks.server;

import io.quorate.client.admin.ClusterAdmin;
import io.quorate.client.admin.GroupStatus;
import io.quorate.client.admin.NodeAddress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Nodes with the defaults of everything and 1 GiB of heap. */
final class QuorateServers implements Servers {
  private static final Duration ANSWER_MAX = Duration.ofSeconds(2);

  /** What is on its way to a replica that keeps up: two syncs' worth under full load. */
  private static final long LAG_BYTES_MAX = 4L << 20;

  private final OwnCluster cluster;
  private final ServerProcess zooKeeper;
  private final List<ServerProcess> nodes = new ArrayList<>();

  QuorateServers(Launcher launcher, OwnCluster cluster) throws IOException {
    this.cluster = cluster;
    zooKeeper = launcher.zooKeeper();
    for (int id = 1; id <= cluster.nodes(); id++) {
      Path config = launcher.folder().resolve("node-%d.yaml".formatted(id));
      Files.writeString(config, config(id, launcher.folder()));
      nodes.add(
          launcher.ownJava(
              Integer.toString(id),
              List.of("-Xmx1g", "-XX:+ExitOnOutOfMemoryError"),
              List.of("io.quorate.broker.Main", "server", "--config", config.toString())));
    }
  }

  private String config(int id, Path folder) {
    return """
        clusterName: benchmark
        nodeId: %d
        nodes:
        %s
        groups: %s
        directory: '%s'
        ports: {client: %d, peers: %d, admin: %d}
        zkAddress: %s:%d
        """
        .formatted(
            id,
            IntStream.rangeClosed(1, cluster.nodes())
                .mapToObj(QuorateServers::nodeLine)
                .collect(Collectors.joining("\n")),
            cluster.groupNames(),
            folder.resolve("data-%d".formatted(id)),
            clientPort(id),
            peersPort(id),
            adminPort(id),
            Ports.HOST,
            Ports.ZOOKEEPER);
  }

  private static String nodeLine(int id) {
    return "  %d: {peer: '%s:%d', client: '%s:%d'}"
        .formatted(id, Ports.HOST, peersPort(id), Ports.HOST, clientPort(id));
  }

  private static int clientPort(int id) {
    return 21_610 + id;
  }

  private static int peersPort(int id) {
    return 21_620 + id;
  }

  private static int adminPort(int id) {
    return 21_630 + id;
  }

  private List<NodeAddress> addresses() {
    return IntStream.rangeClosed(1, cluster.nodes())
        .mapToObj(id -> new NodeAddress(Ports.HOST, clientPort(id)))
        .toList();
  }

  @Override
  public List<ServerProcess> others() {
    return List.of(zooKeeper);
  }

  @Override
  public List<ServerProcess> nodes() {
    return nodes;
  }

  @Override
  public String driver() {
    return "QuorateDriver";
  }

  @Override
  public String url() {
    return addresses().stream()
            .map(address -> address.host() + ":" + address.port())
            .collect(Collectors.joining(","))
        + "#"
        + String.join(",", cluster.groupNames());
  }

  @Override
  public String clientClassPath() {
    return System.getProperty("java.class.path");
  }

  @Override
  public void start() {
    zooKeeper.start();
    zooKeeper.awaitPort(Ports.ZOOKEEPER);
    nodes.forEach(ServerProcess::start);
    awaitWhole();
  }

  @Override
  public int findMaster(String queue) {
    AtomicInteger master = new AtomicInteger();
    Patience.await(
        "a node that says it is master",
        () -> {
          statuses(cluster.groupNames().get(0)).stream()
              .filter(GroupStatus::isOpenMaster)
              .forEach(group -> master.set(group.master()));
          return master.get() != 0;
        });
    return master.get();
  }

  @Override
  public void awaitWhole() {
    Patience.await(
        "nodes that all follow one master",
        () -> cluster.groupNames().stream().allMatch(this::isWhole));
  }

  private boolean isWhole(String name) {
    List<GroupStatus> statuses = statuses(name);
    return statuses.size() == cluster.nodes()
        && statuses.stream().map(GroupStatus::master).distinct().count() == 1
        && statuses.stream().anyMatch(this::hasAllReplicas);
  }

  private boolean hasAllReplicas(GroupStatus group) {
    return group.isOpenMaster()
        && group.replicas().size() == cluster.nodes() - 1
        && group.replicas().stream()
            .allMatch(its -> its.connected() && its.lagBytes() < LAG_BYTES_MAX);
  }

  private List<GroupStatus> statuses(String group) {
    try (ClusterAdmin admin = new ClusterAdmin(addresses(), ANSWER_MAX)) {
      return admin.statuses().stream()
          .flatMap(answer -> Optional.ofNullable(answer.answer()).stream())
          .flatMap(status -> status.group(group).stream())
          .toList();
    }
  }
}

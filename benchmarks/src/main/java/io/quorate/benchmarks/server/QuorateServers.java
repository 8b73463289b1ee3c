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

/** Three nodes with the defaults of everything and 1 GiB of heap. */
final class QuorateServers implements Servers {
  private static final int NODES = 3;
  private static final String GROUP = "main";
  private static final Duration ANSWER_MAX = Duration.ofSeconds(2);

  private final ServerProcess zooKeeper;
  private final List<ServerProcess> nodes = new ArrayList<>();

  QuorateServers(Launcher launcher) throws IOException {
    zooKeeper = launcher.zooKeeper();
    for (int id = 1; id <= NODES; id++) {
      Path config = launcher.folder().resolve("node-%d.yaml".formatted(id));
      Files.writeString(config, config(id, launcher.folder()));
      nodes.add(
          launcher.ownJava(
              Integer.toString(id),
              List.of("-Xmx1g", "-XX:+ExitOnOutOfMemoryError"),
              List.of("io.quorate.broker.Main", "server", "--config", config.toString())));
    }
  }

  private static String config(int id, Path folder) {
    return """
        clusterName: benchmark
        nodeId: %d
        nodes:
        %s
        directory: '%s'
        ports: {client: %d, peers: %d, admin: %d}
        zkAddress: %s:%d
        """
        .formatted(
            id,
            IntStream.rangeClosed(1, NODES)
                .mapToObj(QuorateServers::nodeLine)
                .collect(Collectors.joining("\n")),
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

  private static List<NodeAddress> addresses() {
    return IntStream.rangeClosed(1, NODES)
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
        .collect(Collectors.joining(","));
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
          groups().stream()
              .filter(GroupStatus::isOpenMaster)
              .forEach(group -> master.set(group.master()));
          return master.get() != 0;
        });
    return master.get();
  }

  @Override
  public void awaitWhole() {
    Patience.await(
        "three nodes that follow one master",
        () -> {
          List<GroupStatus> groups = groups();
          return groups.size() == NODES
              && groups.stream().map(GroupStatus::master).distinct().count() == 1
              && groups.stream().anyMatch(QuorateServers::hasAllReplicas);
        });
  }

  private static boolean hasAllReplicas(GroupStatus group) {
    return group.isOpenMaster()
        && group.replicas().size() == NODES - 1
        && group.replicas().stream().allMatch(its -> its.connected() && its.lagEntries() < 1_000);
  }

  private static List<GroupStatus> groups() {
    try (ClusterAdmin admin = new ClusterAdmin(addresses(), ANSWER_MAX)) {
      return admin.statuses().stream()
          .flatMap(answer -> Optional.ofNullable(answer.answer()).stream())
          .flatMap(status -> status.group(GROUP).stream())
          .toList();
    }
  }
}

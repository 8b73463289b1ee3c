package io.quorate.broker.process;

import io.quorate.client.admin.AdminClient;
import io.quorate.client.admin.AdminException;
import io.quorate.client.admin.ClusterAdmin;
import io.quorate.client.admin.GroupStatus;
import io.quorate.client.admin.NodeAddress;
import io.quorate.client.admin.NodeStatus;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Collectors;

/** Nodes and their ZooKeeper as processes of this machine. */
final class ProcessCluster implements AutoCloseable {
  static final String GROUP = "main";

  /** How long anything may take that has to happen at all; never what is measured. */
  static final Duration PATIENCE = Duration.ofMinutes(5);

  private static final Duration ANSWER_MAX = Duration.ofSeconds(2);

  private static final List<String> JVM_OPTIONS =
      List.of("-Xmx256m", "-XX:+UseSerialGC", "-XX:+ExitOnOutOfMemoryError");

  private final ZooKeeperEnsemble zooKeeper;
  private final List<NodeProcess> nodes = new ArrayList<>();
  private final ClusterAdmin admin;
  private int latestMaster = 1;

  /** On loopback, with all files in one folder. */
  ProcessCluster(Path folder, String settings) throws IOException {
    this(folder, settings, JVM_OPTIONS);
  }

  /** As the other, with options for each node's JVM. */
  ProcessCluster(Path folder, String settings, List<String> jvmOptions) throws IOException {
    this(folder, settings, Layout.onLoopback(folder), jvmOptions);
  }

  /**
   * Prepares the files and starts nothing.
   *
   * @param folder new or empty; for configurations and logs
   * @param settings more lines for each node's configuration
   */
  ProcessCluster(Path folder, String settings, Layout layout) throws IOException {
    this(folder, settings, layout, JVM_OPTIONS);
  }

  private ProcessCluster(Path folder, String settings, Layout layout, List<String> jvmOptions)
      throws IOException {
    Files.createDirectories(folder);
    zooKeeper = new ZooKeeperEnsemble(folder, layout.zooKeepers(), layout.zkPort());
    for (int id = 1; id <= layout.nodes().size(); id++) {
      Layout.Node place = layout.nodes().get(id - 1);
      String config = clusterConfig(layout, place.site()) + settings;
      nodes.add(new NodeProcess(id, place, folder, config, jvmOptions));
    }
    admin = new ClusterAdmin(addresses(), ANSWER_MAX);
  }

  /** As it is seen from there. Of itself a node says what is so. */
  private static String clusterConfig(Layout layout, Site here) {
    StringBuilder config = new StringBuilder("clusterName: chaos\nnodes:\n");
    for (int id = 1; id <= layout.nodes().size(); id++) {
      Site site = layout.nodes().get(id - 1).site();
      NodeProcess.Ports ports = layout.nodes().get(id - 1).ports();
      String peer =
          site.equals(here)
              ? site.host() + ":" + ports.peers()
              : layout.road().from(here, site, ports.peers());
      config.append(
          "  %d: {peer: '%s', client: '%s:%d'}%n".formatted(id, peer, site.host(), ports.client()));
    }
    String zkAddress =
        layout.zooKeepers().stream()
            .map(zooKeeper -> layout.road().from(here, zooKeeper, layout.zkPort()))
            .collect(Collectors.joining(","));
    return config
        .append("zkAddress: '%s'%n".formatted(zkAddress))
        .append("zkSessionTimeout: 15s\n")
        .toString();
  }

  void start() {
    zooKeeper.start();
    nodes.forEach(NodeProcess::start);
  }

  List<NodeProcess> nodes() {
    return nodes;
  }

  NodeProcess node(int id) {
    return nodes.get(id - 1);
  }

  ZooKeeperEnsemble zooKeeper() {
    return zooKeeper;
  }

  ClusterAdmin admin() {
    return admin;
  }

  List<NodeAddress> addresses() {
    return nodes.stream().map(NodeProcess::address).toList();
  }

  AdminClient adminOf(NodeProcess node) {
    return admin.nodes().get(node.id() - 1);
  }

  /** What the nodes that answer say of the group. */
  List<NodeStatus> statuses() {
    return admin.statuses().stream()
        .flatMap(answer -> Optional.ofNullable(answer.answer()).stream())
        .toList();
  }

  static GroupStatus group(NodeStatus node) {
    return node.group(GROUP).orElseThrow();
  }

  Optional<NodeStatus> findMaster() {
    return statuses().stream()
        .filter(node -> group(node).isOpenMaster())
        .max((a, b) -> Long.compare(group(a).epoch(), group(b).epoch()));
  }

  /** As far as anybody tells now: the last one that was seen, if there is none. */
  NodeProcess latestMaster() {
    findMaster().ifPresent(status -> latestMaster = status.node());
    return node(latestMaster);
  }

  NodeStatus awaitMaster() {
    Patience patience = new Patience("an open master", PATIENCE);
    while (true) {
      Optional<NodeStatus> master = findMaster();
      if (master.isPresent()) {
        return master.get();
      }
      patience.step(this::describe);
    }
  }

  /** Starts, resumes and waits until all nodes have applied what is committed by now. */
  void heal() {
    zooKeeper.start();
    for (NodeProcess node : nodes) {
      if (node.isPaused()) {
        node.resume();
      }
      if (!node.isAlive()) {
        node.start();
      }
    }
    awaitWhole();
  }

  /** Waits for an open master and for all nodes to have applied what it had committed by then. */
  void awaitWhole() {
    long committed = group(awaitMaster()).commitIndex();
    Patience patience = new Patience("all nodes to have applied " + committed, PATIENCE);
    while (!isWhole(committed)) {
      checkAlive();
      patience.step(this::describe);
    }
  }

  private boolean isWhole(long committed) {
    List<NodeStatus> statuses = statuses();
    return statuses.size() == nodes.size()
        && statuses.stream().allMatch(node -> group(node).appliedIndex() >= committed)
        && statuses.stream().anyMatch(node -> group(node).isOpenMaster());
  }

  /** All at once, by {@code kill -9}. */
  void restartAll() {
    nodes.forEach(NodeProcess::kill);
    nodes.forEach(NodeProcess::start);
    awaitWhole();
  }

  /** Waits until every node has its session with ZooKeeper. */
  void awaitSessions() {
    Patience patience = new Patience("all nodes to reach ZooKeeper", PATIENCE);
    while (!nodes.stream()
        .allMatch(node -> node.metric("quorate_zk_session_state{state=\"connected\"}") == 1)) {
      patience.step(this::describe);
    }
  }

  /** A node that ended by itself has found something that it could not go on with. */
  void checkAlive() {
    for (NodeProcess node : nodes) {
      if (!node.isAlive()) {
        throw new AssertionError(
            "node %d has ended by itself%n%s".formatted(node.id(), logTails()));
      }
    }
  }

  NodeProcess process(NodeStatus status) {
    return node(status.node());
  }

  List<NodeProcess> others(NodeProcess node) {
    return nodes.stream().filter(other -> other != node).toList();
  }

  /** In an order of chance. */
  List<NodeProcess> shuffledOthers(NodeProcess node, Random random) {
    List<NodeProcess> others = new ArrayList<>(others(node));
    Collections.shuffle(others, random);
    return others;
  }

  NodeProcess anyOther(NodeProcess node, Random random) {
    return shuffledOthers(node, random).get(0);
  }

  int quorum() {
    return nodes.size() / 2 + 1;
  }

  /** Lets the wiped node's new disk in, once the master agrees. */
  void readmit(NodeProcess node) {
    Patience patience = new Patience("node %d to be let in".formatted(node.id()), PATIENCE);
    String answer = "";
    while (!answer.startsWith("Confirmed")) {
      try {
        answer = admin.master(GROUP).readmit(GROUP, node.id()).toString();
      } catch (AdminException e) {
        answer = String.valueOf(e.getMessage());
      }
      String said = answer;
      patience.step(() -> said + System.lineSeparator() + describe());
    }
  }

  /** One line a node: what it says of itself, or that it is silent. */
  String describe() {
    return admin.statuses().stream()
        .map(
            answer ->
                answer.node().address()
                    + " "
                    + Optional.ofNullable(answer.answer())
                        .map(status -> group(status).toString())
                        .orElseGet(() -> String.valueOf(answer.problem())))
        .collect(Collectors.joining(System.lineSeparator()));
  }

  /** For the report of a failure. */
  String logTails() {
    int lines = 60;
    return nodes.stream()
        .map(
            node -> {
              List<String> log = node.logLines();
              return "──── node %d%n".formatted(node.id())
                  + String.join(
                      System.lineSeparator(),
                      log.subList(Math.max(0, log.size() - lines), log.size()));
            })
        .collect(Collectors.joining(System.lineSeparator()));
  }

  /** How many lines of all nodes' logs contain the text. */
  long countInLogs(String text) {
    return nodes.stream()
        .flatMap(node -> node.logLines().stream())
        .filter(line -> line.contains(text))
        .count();
  }

  @Override
  public void close() {
    admin.close();
    nodes.forEach(NodeProcess::close);
    zooKeeper.close();
  }
}

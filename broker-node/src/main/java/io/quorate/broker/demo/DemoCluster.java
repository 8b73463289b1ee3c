package io.quorate.broker.demo;

import io.quorate.broker.demo.DemoProcess.Lifetime;
import io.quorate.client.admin.ClusterAdmin;
import io.quorate.client.admin.ClusterAdmin.Answer;
import io.quorate.client.admin.NodeAddress;
import io.quorate.client.admin.NodeStatus;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Some nodes and a ZooKeeper as processes of this machine, with all their files in one folder. Safe
 * for many threads.
 */
public final class DemoCluster implements AutoCloseable {
  /** How long anything may take that has to happen at all; never what is measured. */
  public static final Duration PATIENCE = Duration.ofMinutes(2);

  static final String CLUSTER_NAME = "demo";
  static final String GROUP = "main";
  private static final Duration ANSWER_MAX = Duration.ofSeconds(2);

  /** Between two looks: short where the time is measured, long where the nodes need the machine. */
  private static final Duration OFTEN = Duration.ofMillis(10);

  private static final Duration SELDOM = Duration.ofMillis(50);
  private static final int NODE_HEAP_MEBIBYTES = 256;
  private static final int ZOOKEEPER_HEAP_MEBIBYTES = 64;

  private final DemoFolder folder;
  private final DemoPorts ports;
  private final Lifetime lifetime;
  private final boolean keep;
  private final @Nullable FolderLock lock;
  private final DemoProcess zooKeeper;
  private final List<DemoProcess> nodes = new ArrayList<>();
  private final ClusterAdmin admin;
  private final Thread onExit = new Thread(this::endQuietly, "quorate-demo-end");

  private DemoCluster(
      DemoFolder folder,
      DemoPorts ports,
      Lifetime lifetime,
      boolean keep,
      @Nullable FolderLock lock) {
    this.folder = folder;
    this.ports = ports;
    this.lifetime = lifetime;
    this.keep = keep;
    this.lock = lock;
    zooKeeper =
        new DemoProcess(
            "zookeeper",
            folder,
            lifetime,
            ZOOKEEPER_HEAP_MEBIBYTES,
            List.of(
                "demo",
                ZooKeeperCommand.NAME,
                "--data=" + folder.data("zookeeper"),
                "--port=" + ports.zooKeeper()));
    for (int id = 1; id <= ports.nodes().size(); id++) {
      nodes.add(
          new DemoProcess(
              nodeName(id),
              folder,
              lifetime,
              NODE_HEAP_MEBIBYTES,
              List.of("server", "--config", folder.config(nodeName(id)).toString())));
    }
    admin = new ClusterAdmin(addresses(), ANSWER_MAX);
  }

  /**
   * On free ports and in a new folder. Its processes end when it is closed, and when this JVM ends,
   * in whatever way. Starts nothing yet.
   *
   * @param keep otherwise the folder is deleted at the end, unless that is a {@code kill -9}
   */
  public static DemoCluster inForeground(int nodeCount, boolean keep)
      throws DemoException, IOException {
    DemoCluster cluster =
        new DemoCluster(
            DemoFolder.fresh(), DemoPorts.free(nodeCount), Lifetime.OF_THIS_JVM, keep, null);
    Runtime.getRuntime().addShutdownHook(cluster.onExit);
    return cluster;
  }

  /**
   * What another command has started in the folder, or the next one will find there.
   *
   * @param lock of the folder, released when this is closed; null to look only
   */
  static DemoCluster detached(DemoFolder folder, DemoPorts ports, @Nullable FolderLock lock)
      throws IOException {
    DemoCluster cluster = new DemoCluster(folder, ports, Lifetime.OPEN, true, lock);
    for (DemoProcess process : cluster.processes()) {
      process.adopt();
    }
    return cluster;
  }

  private static String nodeName(int id) {
    return "node-" + id;
  }

  private List<DemoProcess> processes() {
    List<DemoProcess> all = new ArrayList<>(nodes);
    all.add(0, zooKeeper);
    return all;
  }

  private DemoProcess process(int node) {
    return nodes.get(node - 1);
  }

  /** For data, configurations and logs. */
  public Path folder() {
    return folder.path();
  }

  DemoPorts ports() {
    return ports;
  }

  DemoProcess zooKeeper() {
    return zooKeeper;
  }

  /** Where clients find the nodes. */
  public List<NodeAddress> addresses() {
    return ports.nodes().stream()
        .map(node -> new NodeAddress(NodePorts.HOST, node.client()))
        .toList();
  }

  // ── start ──

  boolean isAnythingRunning() {
    return processes().stream().anyMatch(DemoProcess::isRunning);
  }

  boolean isAllRunning() {
    return processes().stream().allMatch(DemoProcess::isRunning);
  }

  /**
   * Starts what is not running, and waits until all follow one master.
   *
   * @throws DemoException if a process ends or it takes too long; whatever this call has started is
   *     ended again then
   */
  public void start() throws DemoException, IOException {
    List<DemoProcess> missing = processes().stream().filter(p -> !p.isRunning()).toList();
    writeConfigurations();
    try {
      for (DemoProcess process : missing) {
        process.start();
      }
      awaitWhole();
    } catch (DemoException | IOException e) {
      end(missing);
      throw e;
    }
  }

  /** Asks for every port that {@link #start} would need. */
  void refuseTakenPorts() throws DemoException {
    if (!zooKeeper.isRunning()) {
      PortOwner.refuseTaken(ports.zooKeeper(), "ZooKeeper");
    }
    for (int id = 1; id <= nodes.size(); id++) {
      if (!process(id).isRunning()) {
        PortOwner.refuseTaken(ports.node(id), "node " + id);
      }
    }
  }

  private void writeConfigurations() throws IOException {
    for (int id = 1; id <= nodes.size(); id++) {
      folder.write(
          folder.config(nodeName(id)),
          NodeYaml.text(
              CLUSTER_NAME,
              id,
              ports.nodes(),
              folder.data(nodeName(id)),
              ports.zooKeeperAddress()));
    }
  }

  // ── look ──

  /** What every node says of itself, by number. */
  public List<DemoNode> nodes() {
    List<Answer<NodeStatus>> answers = admin.statuses();
    return IntStream.rangeClosed(1, nodes.size())
        .mapToObj(id -> nodeOf(id, answers.get(id - 1).answer()))
        .toList();
  }

  private DemoNode nodeOf(int id, @Nullable NodeStatus answer) {
    return new DemoNode(
        id,
        process(id).pid(),
        Optional.ofNullable(answer)
            .filter(its -> its.cluster().equals(CLUSTER_NAME) && its.node() == id)
            .flatMap(its -> its.group(GROUP))
            .orElse(null));
  }

  /** Of those that take themselves for master, the latest. */
  public Optional<DemoNode> findMaster() {
    return masterOf(nodes());
  }

  static Optional<DemoNode> masterOf(List<DemoNode> nodes) {
    return nodes.stream().filter(DemoNode::isMaster).max(Comparator.comparingLong(DemoNode::epoch));
  }

  /** Waits until all that run follow one master. */
  public void awaitWhole() throws DemoException {
    await("all nodes to follow one master", SELDOM, this::findMasterOfAll);
  }

  private Optional<DemoNode> findMasterOfAll() {
    List<DemoNode> all = nodes();
    return masterOf(all)
        .filter(
            master -> all.stream().filter(DemoNode::isRunning).allMatch(n -> n.follows(master)));
  }

  /** Waits for a master of a later epoch than {@code epoch}. */
  public DemoNode awaitMasterAfter(long epoch) throws DemoException {
    return await(
        "a new master", OFTEN, () -> findMaster().filter(master -> master.epoch() > epoch));
  }

  private <T> T await(String what, Duration step, Supplier<Optional<T>> found)
      throws DemoException {
    long endNanos = System.nanoTime() + PATIENCE.toNanos();
    while (true) {
      Optional<T> result = found.get();
      if (result.isPresent()) {
        return result.get();
      }
      refuseDead();
      if (System.nanoTime() - endNanos > 0 || Thread.currentThread().isInterrupted()) {
        throw new DemoException(
            "waited %d s for %s in vain: %s; see %s"
                .formatted(PATIENCE.toSeconds(), what, describe(), folder));
      }
      LockSupport.parkNanos(step.toNanos());
    }
  }

  private void refuseDead() throws DemoException {
    for (DemoProcess process : processes()) {
      Optional<String> lastWords = process.lastWords();
      if (lastWords.isPresent()) {
        throw new DemoException(lastWords.get());
      }
    }
  }

  private String describe() {
    return nodes().stream()
        .map(node -> "node %d is %s".formatted(node.id(), node.role()))
        .collect(Collectors.joining(", "));
  }

  // ── kill and restart ──

  /**
   * Kills the master with {@code kill -9}, and does not wait for the next one.
   *
   * @return the master that it was
   */
  public DemoNode killMaster() throws DemoException, IOException {
    DemoNode master =
        findMaster()
            .filter(DemoNode::isRunning)
            .orElseThrow(() -> new DemoException("there is no master: " + describe()));
    process(master.id()).kill();
    return master;
  }

  /** Starts a node that was killed, and waits until it follows the master. */
  public void restart(int node) throws DemoException, IOException {
    process(node).awaitEnd();
    process(node).start();
    awaitWhole();
  }

  // ── end ──

  /** Kills all processes: {@code kill -9} needs no repair, and a demo need not hand over. */
  void end() throws DemoException, IOException {
    end(processes());
  }

  private static void end(List<DemoProcess> processes) throws DemoException, IOException {
    for (DemoProcess process : processes) {
      process.kill();
    }
    for (DemoProcess process : processes) {
      process.awaitEnd();
    }
  }

  private void endQuietly() {
    try {
      endAndTidy();
    } catch (DemoException | IOException e) {
      // This JVM is ending, and its children end with it.
    }
  }

  private void endAndTidy() throws DemoException, IOException {
    end();
    if (!keep) {
      folder.delete();
    }
  }

  /** In the foreground ends and deletes all; of a detached one only lets go. */
  @Override
  public void close() throws DemoException, IOException {
    admin.close();
    if (lifetime == Lifetime.OF_THIS_JVM) {
      endAndTidy();
      forgetHook();
    }
    if (lock != null) {
      lock.close();
    }
  }

  private void forgetHook() {
    try {
      Runtime.getRuntime().removeShutdownHook(onExit);
    } catch (IllegalStateException e) {
      // This JVM is ending: the hook runs.
    }
  }
}

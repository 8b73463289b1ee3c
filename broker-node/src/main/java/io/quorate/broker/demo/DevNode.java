package io.quorate.broker.demo;

import io.quorate.broker.BrokerNode;
import io.quorate.broker.NodeFault;
import io.quorate.broker.admin.GroupFacts;
import io.quorate.broker.config.ConfigException;
import io.quorate.broker.config.ConfigLoader;
import io.quorate.election.zookeeper.embedded.EmbeddedZooKeeper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/** One node and its ZooKeeper inside this JVM, with their data in one folder that outlives them. */
final class DevNode implements AutoCloseable {
  private static final Duration READY_MAX = Duration.ofMinutes(2);
  private static final long STEP_NANOS = Duration.ofMillis(20).toNanos();

  private final FolderLock lock;
  private final EmbeddedZooKeeper zooKeeper;
  private final BrokerNode node;

  private DevNode(FolderLock lock, EmbeddedZooKeeper zooKeeper, BrokerNode node) {
    this.lock = lock;
    this.zooKeeper = zooKeeper;
    this.node = node;
  }

  /** Serves when it returns. */
  static DevNode start(Path folder, NodePorts ports, NodeFault fault)
      throws DemoException, IOException {
    Files.createDirectories(folder);
    FolderLock lock = FolderLock.take(folder, "another quorate dev");
    try {
      PortOwner.refuseTaken(ports, "the node");
      return startLocked(folder, ports, fault, lock);
    } catch (DemoException | IOException | RuntimeException e) {
      lock.close();
      throw e;
    }
  }

  private static DevNode startLocked(Path folder, NodePorts ports, NodeFault fault, FolderLock lock)
      throws DemoException, IOException {
    EmbeddedZooKeeper zooKeeper =
        EmbeddedZooKeeper.start(
            folder.resolve("zookeeper"),
            0,
            () -> fault.halt("its ZooKeeper has failed; the log above says why"));
    try {
      DevNode started = new DevNode(lock, zooKeeper, startNode(folder, ports, fault, zooKeeper));
      started.awaitReady();
      return started;
    } catch (DemoException | IOException | RuntimeException e) {
      zooKeeper.close();
      throw e;
    }
  }

  private static BrokerNode startNode(
      Path folder, NodePorts ports, NodeFault fault, EmbeddedZooKeeper zooKeeper)
      throws IOException {
    String yaml =
        NodeYaml.text("dev", 1, List.of(ports), folder.resolve("node"), zooKeeper.connectString());
    try {
      return BrokerNode.start(ConfigLoader.parse(yaml, folder), fault);
    } catch (ConfigException e) {
      throw new IllegalStateException("our own configuration is wrong", e);
    }
  }

  private void awaitReady() throws DemoException {
    long endNanos = System.nanoTime() + READY_MAX.toNanos();
    while (!isReady()) {
      if (System.nanoTime() - endNanos > 0) {
        String found = String.valueOf(node.health().groups());
        node.close();
        throw new DemoException(
            "the node does not serve after %d s: %s".formatted(READY_MAX.toSeconds(), found));
      }
      LockSupport.parkNanos(STEP_NANOS);
    }
  }

  private boolean isReady() {
    List<GroupFacts> groups = node.health().groups();
    return !groups.isEmpty() && groups.stream().allMatch(GroupFacts::ready);
  }

  EmbeddedZooKeeper zooKeeper() {
    return zooKeeper;
  }

  /** Waits until it has been closed. */
  void awaitEnd() {
    node.awaitEnd();
  }

  @Override
  public void close() throws IOException {
    node.close();
    zooKeeper.close();
    lock.close();
  }
}

package io.quorate.broker.process;

import io.quorate.client.admin.AdminException;
import io.quorate.client.admin.GroupStatus;
import io.quorate.client.admin.GroupStatus.Role;
import io.quorate.client.admin.NodeStatus;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * What an operator does after a fault: starts what has ended, lets new disks in, and replaces the
 * disk of a node that cannot go on with it. For one thread.
 */
final class Recovery {
  private static final Duration ADMIT_EVERY = Duration.ofSeconds(2);

  /** A spoilt disk is given up when its node ended so often, or is not well after so long. */
  private static final int STARTS_MAX = 3;

  private static final Duration SPOILT_MAX = Duration.ofMinutes(2);

  private final ProcessCluster cluster;
  private final Consumer<String> out;
  private long admitNanos = System.nanoTime();
  private long disksReplaced;

  Recovery(ProcessCluster cluster, Consumer<String> out) {
    this.cluster = cluster;
    this.out = out;
  }

  long disksReplaced() {
    return disksReplaced;
  }

  /**
   * Returns when everybody is well and has what is committed by now.
   *
   * @param mayEnd nodes that may have to be started again more than once
   * @param spoilt nodes whose data may be beyond repair
   */
  void restore(Collection<NodeProcess> mayEnd, Collection<NodeProcess> spoilt) {
    cluster.zooKeeper().start();
    cluster.nodes().stream().filter(NodeProcess::isPaused).forEach(NodeProcess::resume);
    long startNanos = System.nanoTime();
    Patience patience = new Patience("every node to be well", ProcessCluster.PATIENCE);
    Map<NodeProcess, Integer> starts = new HashMap<>();
    long committed = Long.MAX_VALUE;
    while (!isWhole(committed)) {
      for (NodeProcess node : cluster.nodes()) {
        if (!node.isAlive()) {
          revive(node, starts.merge(node, 1, Integer::sum), mayEnd, spoilt);
        }
      }
      Optional<NodeStatus> master = cluster.findMaster();
      if (master.isPresent()) {
        committed = Math.min(committed, ProcessCluster.group(master.get()).commitIndex());
        admitLearners();
      }
      if (System.nanoTime() - startNanos > SPOILT_MAX.toNanos()) {
        giveUpOn(spoilt, committed);
        startNanos = System.nanoTime();
      }
      patience.step(cluster::describe);
    }
  }

  private void revive(
      NodeProcess node,
      int starts,
      Collection<NodeProcess> mayEnd,
      Collection<NodeProcess> spoilt) {
    if (spoilt.contains(node) && starts > STARTS_MAX) {
      replaceDisk(node);
    } else if (node.hasEndedByItself() && !mayEnd.contains(node) && !spoilt.contains(node)) {
      throw new AssertionError(
          "node %d has ended by itself%n%s".formatted(node.id(), cluster.logTails()));
    } else {
      node.start();
    }
  }

  private void replaceDisk(NodeProcess node) {
    out.accept("node %d gets a new disk".formatted(node.id()));
    disksReplaced++;
    if (node.isAlive()) {
      node.kill();
    }
    node.wipe();
    node.start();
  }

  private void giveUpOn(Collection<NodeProcess> spoilt, long committed) {
    for (NodeProcess node : spoilt) {
      if (!isWell(node, committed)) {
        replaceDisk(node);
      }
    }
  }

  private boolean isWhole(long committed) {
    return cluster.nodes().stream().allMatch(node -> isWell(node, committed))
        && cluster.findMaster().isPresent();
  }

  private boolean isWell(NodeProcess node, long committed) {
    return node.isAlive()
        && cluster.statuses().stream()
            .filter(status -> status.node() == node.id())
            .map(ProcessCluster::group)
            .anyMatch(
                group ->
                    List.of(Role.MASTER, Role.REPLICA).contains(group.role())
                        && group.appliedIndex() >= committed);
  }

  /** Those that wait for it; a master that sees no need refuses. */
  private void admitLearners() {
    if (System.nanoTime() - admitNanos < 0) {
      return;
    }
    admitNanos = System.nanoTime() + ADMIT_EVERY.toNanos();
    for (NodeStatus status : cluster.statuses()) {
      GroupStatus group = ProcessCluster.group(status);
      if (group.role() == Role.LEARNER) {
        admit(status.node());
      }
    }
  }

  private void admit(int node) {
    try {
      cluster.admin().master(ProcessCluster.GROUP).readmit(ProcessCluster.GROUP, node);
    } catch (AdminException e) {
      out.accept("node %d is not let in yet: %s".formatted(node, e.getMessage()));
    }
  }
}

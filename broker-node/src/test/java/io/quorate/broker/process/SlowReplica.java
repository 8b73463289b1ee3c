package io.quorate.broker.process;

import java.time.Duration;

/** A node that stands still now and then, always the same one unless it has become the master. */
final class SlowReplica {
  private static final Duration PULSE = Duration.ofSeconds(1);

  private final ProcessCluster cluster;
  private NodeProcess node;

  SlowReplica(ProcessCluster cluster) {
    this.cluster = cluster;
    node = notMaster(cluster.latestMaster());
  }

  private NodeProcess notMaster(NodeProcess master) {
    return cluster.others(master).get(0);
  }

  NodeProcess node() {
    return node;
  }

  /** Stops it for a while; afterwards it has to catch up. */
  void pulse() {
    NodeProcess master = cluster.latestMaster();
    if (node == master) {
      node = notMaster(master);
    }
    node.pause();
    Patience.pause(PULSE);
    node.resume();
  }
}

package io.quorate.broker.process;

import io.quorate.client.admin.AdminException;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;

/** Faults of nodes and ZooKeepers as processes. */
final class ProcessBreakages {
  private static final Duration FLAP = Duration.ofSeconds(3);

  private final ProcessCluster cluster;
  private final Consumer<String> out;

  ProcessBreakages(ProcessCluster cluster, Consumer<String> out) {
    this.cluster = cluster;
    this.out = out;
  }

  /** Chooses the victims now. */
  Breakage of(Fault fault, Random random) {
    NodeProcess master = cluster.latestMaster();
    NodeProcess replica = cluster.anyOther(master, random);
    return switch (fault) {
      case KILL_MASTER -> kill(List.of(master));
      case KILL_REPLICA -> kill(List.of(replica));
      case KILL_ALL -> kill(cluster.nodes());
      case PAUSE_MASTER -> new Breakage(master::pause, master::resume);
      case PAUSE_REPLICA -> new Breakage(replica::pause, replica::resume);
      case HAND_OVER -> Breakage.atOnce(() -> handOver(master));
      case TERMINATE_MASTER -> new Breakage(master::terminateNanos, master::start);
      case ROLLING_RESTART -> Breakage.atOnce(this::rollingRestart);
      case ZOOKEEPER_STOP -> new Breakage(cluster.zooKeeper()::stop, cluster.zooKeeper()::start);
      case ZOOKEEPER_MEMBER -> {
        List<ZooKeeperProcess> members = cluster.zooKeeper().members();
        ZooKeeperProcess member = members.get(random.nextInt(members.size()));
        yield new Breakage(member::stop, member::start);
      }
      case ZOOKEEPER_WIPE -> new Breakage(this::wipeZooKeeper, cluster.zooKeeper()::start);
      case ZOOKEEPER_FLAPPING -> {
        Repetition flapping =
            new Repetition(FLAP, cluster.zooKeeper()::stop, cluster.zooKeeper()::start);
        yield new Breakage(flapping::start, flapping::stop);
      }
      default -> throw new IllegalArgumentException(fault + " is none of processes");
    };
  }

  private static Breakage kill(List<NodeProcess> victims) {
    return new Breakage(
        () -> victims.forEach(NodeProcess::kill), () -> victims.forEach(NodeProcess::start));
  }

  /** Nobody may be fit for it, or the answer late: what counts is what clients see. */
  private void handOver(NodeProcess master) {
    try {
      cluster.adminOf(master).handOver(ProcessCluster.GROUP);
    } catch (AdminException e) {
      out.accept("no word of a hand-over: " + e.getMessage());
    }
  }

  private void rollingRestart() {
    for (NodeProcess node : cluster.nodes()) {
      node.terminateNanos();
      node.start();
      cluster.awaitWhole();
    }
  }

  private void wipeZooKeeper() {
    cluster.zooKeeper().stop();
    cluster.zooKeeper().members().forEach(ZooKeeperProcess::wipe);
  }
}

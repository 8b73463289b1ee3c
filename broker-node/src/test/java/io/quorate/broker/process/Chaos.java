package io.quorate.broker.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.client.admin.AdminClient;
import io.quorate.client.admin.AdminException;
import io.quorate.client.admin.GroupStatus.Role;
import io.quorate.client.admin.NodeStatus;
import java.time.Duration;
import java.util.Random;
import java.util.function.Consumer;

/**
 * Does to a cluster under load what must not harm it, one fault after the other, and then has the
 * load checked. Run by one thread.
 */
final class Chaos {
  /**
   * How long things are kept broken.
   *
   * @param pauseMax of a paused master, which is paused for 5 s at least
   * @param zooKeeperAway how long ZooKeeper is stopped
   * @param rest between two faults
   */
  record Times(Duration pauseMax, Duration zooKeeperAway, Duration rest) {}

  private static final int PAUSE_MILLIS_MIN = 5_000;
  private static final int RESTART_MILLIS_MAX = 5_000;

  private final ProcessCluster cluster;
  private final Load load;
  private final Times times;
  private final Random random;
  private final Consumer<String> out;
  private final Gaps gaps = new Gaps();

  Chaos(ProcessCluster cluster, Load load, Times times, Random random, Consumer<String> out) {
    this.cluster = cluster;
    this.load = load;
    this.times = times;
    this.random = random;
    this.out = out;
  }

  Gaps gaps() {
    return gaps;
  }

  /** Performs the fault, and waits until the cluster is whole again and confirms. */
  void perform(Fault fault) throws AdminException {
    cluster.awaitWhole();
    awaitConfirm(0, fault);
    long startNanos = System.nanoTime();
    long epoch = load.meter().epoch();
    switch (fault) {
      case KILL_MASTER -> killMaster(fault);
      case KILL_REPLICA_THEN_MASTER -> killReplicaThenMaster(fault);
      case KILL_REPLICA_AND_MASTER -> killReplicaAndMaster(fault);
      case PAUSE_MASTER -> pauseMaster(fault);
      case KILL_ALL -> killAll(fault);
      case WIPE_AND_READMIT -> wipeAndReadmit(fault);
      case ZOOKEEPER_STOP -> stopZooKeeper(fault);
      case HAND_OVER -> handOver(fault);
      case TERMINATE_MASTER -> terminateMaster(fault);
      default -> throw new IllegalArgumentException(fault + " needs machines; use scripts/chaos");
    }
    cluster.awaitWhole();
    out.accept(
        "%s: whole after %d ms, epoch %d -> %d, confirmed=%d refused=%d unknown=%d"
            .formatted(
                fault,
                (System.nanoTime() - startNanos) / 1_000_000,
                epoch,
                load.meter().epoch(),
                load.meter().confirmedCount(),
                load.meter().refusedCount(),
                load.meter().unknownCount()));
    Patience.pause(times.rest());
  }

  private void killMaster(Fault fault) {
    NodeProcess master = master();
    breakAndMeasure(fault, master::kill);
    Patience.pause(restartDelay());
    master.start();
  }

  private void killReplicaThenMaster(Fault fault) {
    NodeProcess replica = replica();
    replica.kill();
    replica.start();
    cluster.awaitWhole();
    killMaster(fault);
  }

  private void killReplicaAndMaster(Fault fault) {
    NodeProcess master = master();
    NodeProcess replica = cluster.anyOther(master, random);
    replica.kill();
    breakAndMeasure(
        fault,
        () -> {
          master.kill();
          Patience.pause(restartDelay());
          replica.start();
        });
    Patience.pause(restartDelay());
    master.start();
  }

  private void pauseMaster(Fault fault) {
    NodeProcess master = master();
    long pauseMillis = random.nextLong(PAUSE_MILLIS_MIN, times.pauseMax().toMillis() + 1);
    long startNanos = System.nanoTime();
    breakAndMeasure(fault, master::pause);
    Patience.pause(Duration.ofMillis(pauseMillis).minusNanos(System.nanoTime() - startNanos));
    master.resume();
  }

  private void killAll(Fault fault) {
    breakAndMeasure(
        fault,
        () -> {
          cluster.nodes().forEach(NodeProcess::kill);
          for (NodeProcess node : cluster.nodes()) {
            Patience.pause(restartDelay().dividedBy(cluster.nodes().size()));
            node.start();
          }
        });
  }

  private void wipeAndReadmit(Fault fault) {
    NodeProcess replica = replica();
    load.meter().watchGap();
    replica.kill();
    replica.wipe();
    replica.start();
    awaitRole(replica, Role.LEARNER);
    cluster.readmit(replica);
    awaitRole(replica, Role.REPLICA);
    gaps.add(fault, load.meter().longestGapMillis());
  }

  private void stopZooKeeper(Fault fault) {
    load.meter().watchGap();
    cluster.zooKeeper().stop();
    Patience.pause(times.zooKeeperAway());
    cluster.zooKeeper().start();
    cluster.awaitSessions();
    awaitConfirm(0, fault);
    gaps.add(fault, load.meter().longestGapMillis());
  }

  private void handOver(Fault fault) throws AdminException {
    AdminClient master = cluster.adminOf(master());
    breakAndMeasure(
        fault,
        () -> {
          try {
            assertThat(master.handOver(ProcessCluster.GROUP)).as("master hands over").isTrue();
          } catch (AdminException e) {
            throw new AssertionError("the master does not hand over", e);
          }
        });
  }

  private void terminateMaster(Fault fault) {
    NodeProcess master = master();
    breakAndMeasure(
        fault,
        () -> out.accept("SIGTERM took %d ms".formatted(master.terminateNanos() / 1_000_000)));
    master.start();
  }

  /** Breaks something that costs the master its place; done once another one confirms. */
  private void breakAndMeasure(Fault fault, Runnable damage) {
    long epoch = load.meter().epoch();
    load.meter().watchGap();
    damage.run();
    awaitConfirm(epoch + 1, fault);
    gaps.add(fault, load.meter().longestGapMillis());
  }

  /** Waits for one more confirm, of this epoch or a later one. */
  private void awaitConfirm(long epochMin, Fault fault) {
    long confirmed = load.meter().confirmedCount();
    Patience patience =
        new Patience(
            "a confirm of epoch %d or later (%s)".formatted(epochMin, fault),
            ProcessCluster.PATIENCE);
    while (load.meter().confirmedCount() == confirmed || load.meter().epoch() < epochMin) {
      patience.step(cluster::describe);
    }
  }

  private void awaitRole(NodeProcess node, Role role) {
    Patience patience =
        new Patience("node %d as %s".formatted(node.id(), role), ProcessCluster.PATIENCE);
    while (cluster.statuses().stream()
        .noneMatch(status -> status.node() == node.id() && roleOf(status) == role)) {
      patience.step(cluster::describe);
    }
  }

  private static Role roleOf(NodeStatus status) {
    return ProcessCluster.group(status).role();
  }

  private NodeProcess master() {
    return cluster.process(cluster.awaitMaster());
  }

  private NodeProcess replica() {
    return cluster.anyOther(master(), random);
  }

  private Duration restartDelay() {
    return Duration.ofMillis(random.nextInt(RESTART_MILLIS_MAX + 1));
  }

  /** Ends the load, heals everything, and holds what the cluster did against what was told. */
  void settleAndCheck() throws AdminException, InterruptedException {
    load.stop();
    cluster.heal();
    gaps.lines().forEach(out);
    load.check(cluster, out);
  }
}

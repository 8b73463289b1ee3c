package io.quorate.broker.process;

import io.quorate.broker.process.Draws.Round;
import io.quorate.client.admin.AdminException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * Does to a cluster on machines of its own, under load, what must not harm it: faults alone and two
 * at a time. After each round the cluster has to become whole by itself or by what an operator
 * does, and in the end the load is checked. For one thread.
 */
final class Storm {
  private static final Set<Fault> BY_LIBRARY =
      EnumSet.of(
          Fault.SLOW_SYNC,
          Fault.HANGING_SYNC,
          Fault.FAILING_SYNC,
          Fault.CLOCK_AHEAD,
          Fault.CLOCK_BACK);

  private static final Set<Fault> BY_DISK =
      EnumSet.of(
          Fault.POWER_CUT_ONE,
          Fault.POWER_CUT_QUORUM,
          Fault.POWER_CUT_ALL,
          Fault.DISK_FULL,
          Fault.DISK_FULL_ALL,
          Fault.OLD_IMAGE);

  private final ProcessCluster cluster;
  private final Machines machines;
  private final Load load;
  private final Consumer<String> out;
  private final List<NodeProcess> unlucky;
  private final ProcessBreakages processes;
  private final NetworkBreakages links;
  private final DiskBreakages disks;
  private final ClockBreakages clocks;
  private final Recovery recovery;
  private final Gaps gaps = new Gaps();
  private final TreeMap<Fault, Integer> counts = new TreeMap<>();
  private boolean isSpoilt;

  /** Of a cluster that runs on these machines. */
  Storm(ProcessCluster cluster, Machines machines, Load load, long seed, Consumer<String> out) {
    this.cluster = cluster;
    this.machines = machines;
    this.load = load;
    this.out = out;
    this.unlucky = minority(cluster, new Random(seed));
    this.processes = new ProcessBreakages(cluster, out);
    this.links = new NetworkBreakages(cluster, machines.network(), machines.zooKeepers());
    this.disks = new DiskBreakages(cluster, machines, unlucky);
    this.clocks = new ClockBreakages(cluster, machines);
    this.recovery = new Recovery(cluster, out);
  }

  private static List<NodeProcess> minority(ProcessCluster cluster, Random random) {
    List<NodeProcess> nodes = new ArrayList<>(cluster.nodes());
    Collections.shuffle(nodes, random);
    return List.copyOf(nodes.subList(0, nodes.size() - cluster.quorum()));
  }

  /** What can be done here. */
  static List<Fault> faults(Machines machines) {
    Set<Fault> faults = EnumSet.allOf(Fault.class);
    faults.removeIf(Storm::isSequence);
    faults.removeAll(leftOut(machines));
    return List.copyOf(faults);
  }

  /** What needs more than there is here. */
  static Set<Fault> leftOut(Machines machines) {
    Set<Fault> leftOut = EnumSet.noneOf(Fault.class);
    if (!machines.hasDisks()) {
      leftOut.addAll(BY_DISK);
    }
    if (!machines.hasFaultLibrary()) {
      leftOut.addAll(BY_LIBRARY);
    }
    return leftOut;
  }

  /** Two kills in a row are drawn as such. */
  private static boolean isSequence(Fault fault) {
    return fault == Fault.KILL_REPLICA_THEN_MASTER || fault == Fault.KILL_REPLICA_AND_MASTER;
  }

  Gaps gaps() {
    return gaps;
  }

  int faultCount() {
    return counts.values().stream().mapToInt(Integer::intValue).sum();
  }

  long disksReplaced() {
    return recovery.disksReplaced();
  }

  /** Performs the round, and waits until the cluster is whole again and confirms. */
  void perform(Round round) {
    long startNanos = System.nanoTime();
    long epoch = load.meter().epoch();
    load.meter().watchGap();
    Random random = new Random(round.seed());
    List<Breakage> broken = new ArrayList<>();
    for (Fault fault : round.faults()) {
      Breakage breakage = breakage(fault, random);
      counts.merge(fault, 1, Integer::sum);
      isSpoilt |= fault.kind() == Fault.Kind.DATA && fault != Fault.WIPE_AND_READMIT;
      out.accept("  " + fault);
      breakage.begin().run();
      broken.add(breakage);
      Patience.pause(round.hold().dividedBy(round.faults().size()));
    }
    Collections.shuffle(broken, random);
    broken.forEach(breakage -> breakage.end().run());
    machines.mend();
    recovery.restore(mayEnd(round), isSpoilt ? unlucky : List.of());
    awaitConfirm(round.toString());
    report(round, epoch, Duration.ofNanos(System.nanoTime() - startNanos));
  }

  private Breakage breakage(Fault fault, Random random) {
    return switch (fault.kind()) {
      case NETWORK -> links.of(fault, random);
      case DISK, DATA -> disks.of(fault, random);
      case CLOCK -> clocks.of(fault, random);
      default -> processes.of(fault, random);
    };
  }

  private List<NodeProcess> mayEnd(Round round) {
    return round.faults().stream().anyMatch(fault -> fault.kind().mayEndNodes())
        ? cluster.nodes()
        : List.of();
  }

  private void report(Round round, long epoch, Duration time) {
    long gapMillis = load.meter().longestGapMillis();
    if (round.faults().size() == 1) {
      gaps.add(round.faults().get(0), gapMillis);
    }
    out.accept(
        "%s: whole after %d ms, gap %d ms, epoch %d -> %d, confirmed=%d refused=%d unknown=%d"
            .formatted(
                name(round),
                time.toMillis(),
                gapMillis,
                epoch,
                load.meter().epoch(),
                load.meter().confirmedCount(),
                load.meter().refusedCount(),
                load.meter().unknownCount()));
  }

  private static String name(Round round) {
    return round.faults().isEmpty()
        ? "quiet"
        : round.faults().stream().map(Fault::toString).collect(Collectors.joining(" + "));
  }

  /** Waits for one more confirm. */
  private void awaitConfirm(String after) {
    long confirmed = load.meter().confirmedCount();
    Patience patience = new Patience("a confirm after " + after, ProcessCluster.PATIENCE);
    while (load.meter().confirmedCount() == confirmed) {
      patience.step(cluster::describe);
    }
  }

  /** Starts cluster and load. */
  void begin() {
    cluster.start();
    cluster.awaitWhole();
    load.start();
    awaitConfirm("the start");
  }

  /** Ends the load and holds what the cluster did against what was told. */
  void settleAndCheck() throws AdminException, InterruptedException {
    load.stop();
    recovery.restore(List.of(), isSpoilt ? unlucky : List.of());
    gaps.lines().forEach(out);
    load.check(cluster, out);
  }
}

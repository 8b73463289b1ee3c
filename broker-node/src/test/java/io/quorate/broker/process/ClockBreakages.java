package io.quorate.broker.process;

import io.quorate.broker.process.machine.ClockFaults;
import java.time.Duration;
import java.util.Random;

/** Faults of the nodes' clocks of the day. */
final class ClockBreakages {
  private static final int JUMP_MINUTES_MIN = 5;
  private static final int JUMP_MINUTES_MAX = 300;

  private final ProcessCluster cluster;
  private final Machines machines;

  ClockBreakages(ProcessCluster cluster, Machines machines) {
    this.cluster = cluster;
    this.machines = machines;
  }

  /** Chooses the victim now: the master every other time, since its time is the log's. */
  Breakage of(Fault fault, Random random) {
    NodeProcess any = cluster.node(1 + random.nextInt(cluster.nodes().size()));
    NodeProcess victim = random.nextBoolean() ? cluster.latestMaster() : any;
    Duration jump = Duration.ofMinutes(random.nextInt(JUMP_MINUTES_MIN, JUMP_MINUTES_MAX + 1));
    return switch (fault) {
      case CLOCK_AHEAD -> turn(victim, jump);
      case CLOCK_BACK -> turn(victim, jump.negated());
      default -> throw new IllegalArgumentException(fault + " is none of clocks");
    };
  }

  private Breakage turn(NodeProcess victim, Duration ahead) {
    ClockFaults clock = machines.clockFaults(victim.id());
    return new Breakage(() -> clock.jump(ahead), clock::comeBack);
  }
}

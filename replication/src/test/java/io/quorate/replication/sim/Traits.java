package io.quorate.replication.sim;

import java.util.EnumSet;
import java.util.Set;
import java.util.SplittableRandom;

/** What kind of world a seed describes. */
public record Traits(
    int nodeCount, int groupCount, LatchMode latch, Set<FaultKind> faults, int rageSeconds) {

  /** A world without faults, for scripted stories. */
  public static Traits calm(int nodeCount) {
    return new Traits(nodeCount, 1, LatchMode.FAITHFUL, EnumSet.noneOf(FaultKind.class), 0);
  }

  static Traits draw(SplittableRandom random) {
    EnumSet<FaultKind> faults = EnumSet.noneOf(FaultKind.class);
    double share = 0.1 + random.nextDouble() * 0.4;
    for (FaultKind kind : FaultKind.values()) {
      if (random.nextDouble() < share) {
        faults.add(kind);
      }
    }
    if (faults.contains(FaultKind.ROLLBACK)) {
      // A disk set back is told by the coordinator's count of its starts: not both may forget.
      faults.remove(FaultKind.COORDINATOR_WIPE);
      faults.remove(FaultKind.COORDINATOR_ROLLBACK);
    }
    // Only among five can a master with a friend be outvoted.
    boolean five = random.nextInt(faults.contains(FaultKind.RETURNING_MASTER) ? 2 : 6) == 0;
    int latch = random.nextInt(10);
    return new Traits(
        five ? 5 : 3,
        random.nextInt(6) == 0 ? 2 + random.nextInt(2) : 1,
        latch < 6 ? LatchMode.FAITHFUL : latch < 8 ? LatchMode.DOUBTFUL : LatchMode.ADVERSARIAL,
        faults,
        12 + random.nextInt(14));
  }

  boolean has(FaultKind kind) {
    return faults.contains(kind);
  }
}

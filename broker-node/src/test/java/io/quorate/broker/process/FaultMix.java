package io.quorate.broker.process;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/** Faults to be performed one after the other. */
final class FaultMix {
  private final List<Fault> faults = new ArrayList<>();

  FaultMix add(int count, Fault fault) {
    faults.addAll(Collections.nCopies(count, fault));
    return this;
  }

  /**
   * Masters killed. Before every third a replica is killed: in turn one that comes back before, and
   * one after.
   */
  FaultMix addKills(int count) {
    for (int i = 0; i < count; i++) {
      faults.add(
          i % 6 == 2
              ? Fault.KILL_REPLICA_AND_MASTER
              : i % 6 == 5 ? Fault.KILL_REPLICA_THEN_MASTER : Fault.KILL_MASTER);
    }
    return this;
  }

  List<Fault> inOrder() {
    return List.copyOf(faults);
  }

  List<Fault> shuffled(Random random) {
    List<Fault> shuffled = new ArrayList<>(faults);
    Collections.shuffle(shuffled, random);
    return shuffled;
  }
}

package io.quorate.replication.sim.explore;

import java.util.List;

/**
 * One thing that may happen next, in two bytes.
 *
 * @param node to which it happens, from 1 on
 * @param detail the claimed epoch, the number of the delivered message, the writes that a crash
 *     keeps, the node to let in; else 0
 */
record Choice(Kind kind, int node, int detail) {
  private static final int DETAIL_BITS = 8;
  private static final int NODE_BITS = 2;
  private static final List<Kind> KINDS = List.of(Kind.values());

  enum Kind {
    /** The coordinator calls the node first in line and gives it an epoch. */
    CLAIM,
    /** A message arrives, perhaps not for the first time. */
    DELIVER,
    /** The next value is proposed to the node. */
    PROPOSE,
    /** The node's timer fires after all short patience has run out. */
    TICK,
    /** An operator lets the present disk of a node in again. */
    READMIT,
    /** From now on the node's disk makes nothing durable. */
    STALL,
    /** The disk makes everything durable, and goes on doing so. */
    SYNC,
    /** The process ends and another one starts on the same disk. */
    CRASH,
    /** The process ends and another one starts on an empty disk. */
    WIPE;

    boolean isDisturbance() {
      return this == TICK || this == STALL || this == CRASH || this == WIPE;
    }

    /** In steps of a path's depth: of what is rare there is less. */
    int cost() {
      return this == PROPOSE || isDisturbance() ? 2 : 1;
    }
  }

  Choice {
    if (detail < 0 || detail >= 1 << DETAIL_BITS || node < 1 || node >= 1 << NODE_BITS) {
      throw new IllegalArgumentException(
          "a node below 4 and a detail below 256, found " + node + " and " + detail);
    }
  }

  short packed() {
    return (short)
        (KINDS.indexOf(kind) << (NODE_BITS + DETAIL_BITS) | node << DETAIL_BITS | detail);
  }

  static Choice unpacked(short packed) {
    return new Choice(
        KINDS.get(packed >> (NODE_BITS + DETAIL_BITS)),
        packed >> DETAIL_BITS & ((1 << NODE_BITS) - 1),
        packed & ((1 << DETAIL_BITS) - 1));
  }
}

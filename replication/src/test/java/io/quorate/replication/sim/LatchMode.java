package io.quorate.replication.sim;

/** How much the coordinator's word about who is first is worth. */
public enum LatchMode {
  /** As documented, with the sessions of dead processes outliving them and LOST told late. */
  FAITHFUL,
  /** As known from its bug reports: two are told they are first, or one is told for too long. */
  DOUBTFUL,
  /** Anybody may be told first at any time, and any epoch above the wish is given out. */
  ADVERSARIAL
}

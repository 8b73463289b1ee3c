package io.quorate.election;

/** Why an epoch was not claimed. Whatever the reason, the next attempt takes a larger epoch. */
public enum ClaimRefusal {
  /** This node has no latch node, or is not first in line, or is not connected. */
  NOT_FIRST,
  /** The latch node vanished before the claim arrived; the node queues up again by itself. */
  LATCH_NODE_GONE,
  /** Another node wrote the epoch register in between. */
  CONTENDED,
  /**
   * A newer claim of this node replaced this one; its epoch may be written and must not be used.
   */
  SUPERSEDED,
  /** No clear answer in time; the epoch may be written and must not be used. */
  OUTCOME_UNKNOWN
}

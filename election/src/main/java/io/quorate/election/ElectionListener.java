package io.quorate.election;

/** Events of one group. All run on the coordination's thread and must only enqueue. */
public interface ElectionListener {

  /** The whole of what is known, whenever it differs from the view before. */
  void onView(LatchView view);

  void onEpochClaimed(long token, long epoch);

  void onEpochRefused(long token, ClaimRefusal reason);

  /** This node has deleted the latch node of a lost incarnation. */
  void onEvicted(LatchNode evicted);
}

package io.quorate.election;

import java.time.Duration;
import java.util.List;
import java.util.UUID;

/**
 * One group's line of candidates, its epoch register and its first configuration, as one node sees
 * them. Commands return at once; what becomes of them shows in {@link ElectionListener}, mostly as
 * the next {@link LatchView}.
 */
public interface GroupElection {

  /**
   * Stands in line and stays there, through lost sessions and evictions, until {@link #stop()}.
   * Repeatable.
   */
  void enroll();

  /** Leaves the line and, if enrolled, joins its tail again after the back-off. */
  void withdraw(Duration backOff);

  /** Leaves the line for good. */
  void stop();

  /**
   * Claims the epoch {@code max(atLeast, stored + 1)}, provided that this node's latch node still
   * exists when the register is written. Answered once with {@code token}, within a few seconds. A
   * newer claim replaces an unanswered one.
   */
  void claimEpoch(long atLeast, long token);

  /**
   * Deletes the latch nodes of lost incarnations, provided that no epoch has been claimed since the
   * view that showed {@code registerVersionRead}. Rate-limited and best effort: the caller repeats
   * while the condition holds.
   */
  void evict(List<LatchNode> lost, int registerVersionRead);

  /**
   * Announces this disk to the group, once, unless there is a genesis already. For nodes whose log
   * is empty; if a later view lacks the registration, the caller decides anew.
   */
  void register(UUID storageUuid);

  /**
   * Creates the group's first configuration; one that exists already wins, and shows in the next
   * view.
   */
  void createGenesis(byte[] genesis);

  /** Notes for people and tools who is master. Nothing may depend on it. */
  void publishMaster(long epoch, String address);
}

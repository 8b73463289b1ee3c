package io.quorate.replication.port;

import java.util.List;

/**
 * Who should try to be master: a hint, never the truth. All calls return at once; what becomes of
 * them arrives as events ({@link ElectionEvents}).
 */
public interface Election {
  /** Joins the line. Repeated calls are harmless. */
  void enroll();

  /** Leaves the line and joins again at its tail after the delay. */
  void withdraw(long delayMillis);

  /** Leaves the line for good, or until the next {@link #enroll()}. */
  void leave();

  /** Reserves an epoch of at least this number, provided that this node is first in line. */
  void claimEpoch(long token, long atLeast);

  /** Removes these nodes' places in line, provided that the register is still at this version. */
  void evict(List<ElectionView.Place> lost, int registerVersion);

  /**
   * Shows this node's disk identity for genesis. Called by nodes with an empty log only: where all
   * nodes are registered, nobody has anything to lose.
   */
  void register();

  /** Proposes the first replica set; the first proposal ever made wins. */
  void createGenesis(byte[] genesis);
}

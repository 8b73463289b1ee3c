package io.quorate.election.zookeeper;

/**
 * The last claim.
 *
 * @param nonce chosen afresh for every claim, so that its claimant knows its own after an answer
 *     was lost
 */
record EpochRegister(long epoch, int nodeId, long incarnation, String latchPath, String nonce) {
  static final EpochRegister NEVER_CLAIMED = new EpochRegister(0, 0, 0, "", "");
}

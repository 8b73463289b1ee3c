package io.quorate.replication.sim;

/** Bugs planted on purpose, to prove that the checkers bite. None can be reached in production. */
public enum Mutant {
  M1_ACCEPT_BEFORE_SYNC,
  M3_PROMISE_NOT_SAVED,
  M12_EMPTY_DISK_VOTES,
  M25_CORRUPT_IS_ABSENT,
  M28_EMPTIED_BEFORE_INSTALL,
}

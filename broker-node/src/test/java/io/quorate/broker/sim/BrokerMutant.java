package io.quorate.broker.sim;

/** Bugs planted on purpose, to prove that the checks bite. None can be reached in production. */
enum BrokerMutant {
  M19_PRODUCERS_NOT_IN_SNAPSHOT,
  M20_DEDUP_AT_PROPOSE,
  M21_TIME_BY_LOCAL_CLOCK,
  M22_REMOVED_ON_DISPATCH,
  M26_FAILURE_INSTEAD_OF_UNKNOWN,
  M30_ORPHANS_NOT_RETURNED,
}

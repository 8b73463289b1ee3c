package io.quorate.replication.sim;

import io.quorate.replication.model.GroupId;
import java.util.Map;

/** Those who use the simulated log, whatever happens to it. */
public interface Workload {
  void start();

  /** All faults have ended: nobody is careless any more. */
  void beDiligent();

  /** Whether something that was proposed after this time has been committed. */
  boolean hasCommittedSince(GroupId group, long sinceNanos);

  void stopProducing();

  /** Why it is not at rest; empty: it is. Dead processes are not waited for. */
  String whatIsMissing();

  /** Once nothing is missing: whether all that was seen fits together. */
  default void checkAtRest() {}

  /** Of its own, by name, in the order in which they are told. */
  default Map<String, Long> counters() {
    return Map.of();
  }
}

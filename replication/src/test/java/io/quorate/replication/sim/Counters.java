package io.quorate.replication.sim;

/** What happened, summed up over worlds; the last line of a run. */
public final class Counters {
  long seeds;
  long events;
  long faults;
  long commits;
  long epochs;
  long truncations;
  long snapshots;
  long wipes;
  long readmissions;
  long evictions;
  long failures;

  public synchronized void add(Counters other) {
    seeds += other.seeds;
    events += other.events;
    faults += other.faults;
    commits += other.commits;
    epochs += other.epochs;
    truncations += other.truncations;
    snapshots += other.snapshots;
    wipes += other.wipes;
    readmissions += other.readmissions;
    evictions += other.evictions;
    failures += other.failures;
  }

  /** The counters by themselves, without the number of failures. */
  public long[] values() {
    return new long[] {
      seeds, events, faults, commits, epochs, truncations, snapshots, wipes, readmissions, evictions
    };
  }

  @Override
  public String toString() {
    return ("seeds=%d events=%d faults=%d commits=%d epochs=%d truncations=%d snapshots=%d wipes=%d"
            + " readmissions=%d evictions=%d failures=%d")
        .formatted(
            seeds,
            events,
            faults,
            commits,
            epochs,
            truncations,
            snapshots,
            wipes,
            readmissions,
            evictions,
            failures);
  }
}

package io.quorate.replication.sim;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.LongStream;

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

  /** Those of the workload, by name. */
  final Map<String, Long> others = new LinkedHashMap<>();

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
    other.others.forEach((name, count) -> others.merge(name, count, Long::sum));
  }

  /** The counters by themselves, without the number of failures. */
  public long[] values() {
    LongStream own =
        LongStream.of(
            seeds,
            events,
            faults,
            commits,
            epochs,
            truncations,
            snapshots,
            wipes,
            readmissions,
            evictions);
    return LongStream.concat(own, others.values().stream().mapToLong(count -> count)).toArray();
  }

  @Override
  public String toString() {
    StringBuilder extra = new StringBuilder();
    others.forEach((name, count) -> extra.append(' ').append(name).append('=').append(count));
    return ("seeds=%d events=%d faults=%d commits=%d epochs=%d truncations=%d snapshots=%d wipes=%d"
            + " readmissions=%d evictions=%d%s failures=%d")
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
            extra,
            failures);
  }
}

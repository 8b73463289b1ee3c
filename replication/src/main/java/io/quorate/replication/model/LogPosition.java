package io.quorate.replication.model;

/**
 * A place in a log together with the epoch of the entry that stands there. Ordered by epoch, then
 * by index: of two logs, the one with the higher last position holds all that can be committed.
 */
public record LogPosition(long epoch, long index) implements Comparable<LogPosition> {
  /** Before the first entry of an empty log. */
  public static final LogPosition START = new LogPosition(0, 0);

  @Override
  public int compareTo(LogPosition other) {
    int byEpoch = Long.compare(epoch, other.epoch);
    return byEpoch != 0 ? byEpoch : Long.compare(index, other.index);
  }

  public boolean isAfter(LogPosition other) {
    return compareTo(other) > 0;
  }

  @Override
  public String toString() {
    return epoch + ":" + index;
  }
}

package io.quorate.replication.model;

import java.util.ArrayList;
import java.util.List;

/**
 * A log's shape without its entries: where it begins, where it ends, and which epochs its stretches
 * belong to. The base is the position just before the first entry held; it counts as known, since
 * it is committed.
 */
public record LogOutline(LogPosition base, long lastIndex, List<EpochStart> starts) {
  /** The first index above the base at which an epoch stands; it reigns until the next start. */
  public record EpochStart(long epoch, long firstIndex) {}

  public static final LogOutline EMPTY = new LogOutline(LogPosition.START, 0, List.of());

  public LogOutline {
    starts = List.copyOf(starts);
  }

  public LogPosition last() {
    return new LogPosition(epochAt(lastIndex), lastIndex);
  }

  public long firstIndex() {
    return base.index() + 1;
  }

  /** Whether the epoch at this index is known: entries held, and the base. */
  public boolean covers(long index) {
    return index >= base.index() && index <= lastIndex;
  }

  public boolean holds(LogPosition position) {
    return covers(position.index()) && epochAt(position.index()) == position.epoch();
  }

  public long epochAt(long index) {
    if (!covers(index)) {
      throw new IllegalArgumentException("index " + index + " is outside " + this);
    }
    long epoch = base.epoch();
    for (EpochStart start : starts) {
      if (start.firstIndex() > index) {
        break;
      }
      epoch = start.epoch();
    }
    return epoch;
  }

  public LogPosition positionAt(long index) {
    return new LogPosition(epochAt(index), index);
  }

  public LogOutline appended(LogPosition next) {
    List<EpochStart> grown = starts;
    if (next.epoch() != last().epoch() || (starts.isEmpty() && next.epoch() != base.epoch())) {
      grown = new ArrayList<>(starts);
      grown.add(new EpochStart(next.epoch(), next.index()));
    }
    return new LogOutline(base, next.index(), grown);
  }

  public LogOutline truncatedAfter(long index) {
    return new LogOutline(
        base, index, starts.stream().filter(start -> start.firstIndex() <= index).toList());
  }

  public LogOutline trimmedTo(LogPosition newBase) {
    return new LogOutline(
        newBase,
        lastIndex,
        starts.stream().filter(start -> start.firstIndex() > newBase.index()).toList());
  }

  /**
   * The last index up to which both logs are known to be equal, or -1 if the outlines share no
   * position. Two logs that hold an entry of the same epoch at the same index are equal up to it,
   * so the end of the highest shared stretch decides.
   */
  public long commonEnd(LogOutline other) {
    long from = Math.max(base.index(), other.base.index());
    for (long index = Math.min(lastIndex, other.lastIndex); index >= from; ) {
      long mine = epochAt(index);
      long theirs = other.epochAt(index);
      if (mine == theirs) {
        return index;
      }
      // The higher epoch cannot stand in the other log at or below this index: leave its stretch.
      index = mine > theirs ? startOf(mine) - 1 : other.startOf(theirs) - 1;
    }
    return -1;
  }

  private long startOf(long epoch) {
    for (EpochStart start : starts) {
      if (start.epoch() == epoch) {
        return start.firstIndex();
      }
    }
    return base.index();
  }
}

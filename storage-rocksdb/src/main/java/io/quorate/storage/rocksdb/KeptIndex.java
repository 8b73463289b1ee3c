package io.quorate.storage.rocksdb;

import io.quorate.replication.model.IndexRanges;
import io.quorate.replication.model.IndexRanges.Range;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Which entries are kept, as stretches with one row each, so that a start need not read the
 * entries.
 */
final class KeptIndex {
  private final GroupKeys keys;
  private final int generation;
  private final TreeMap<Long, Long> lastByFirst = new TreeMap<>();

  KeptIndex(GroupKeys keys, int generation) {
    this.keys = keys;
    this.generation = generation;
  }

  int generation() {
    return generation;
  }

  void loaded(long from, long to) {
    lastByFirst.put(from, to);
  }

  boolean contains(long index) {
    Map.Entry<Long, Long> stretch = lastByFirst.floorEntry(index);
    return stretch != null && stretch.getValue() >= index;
  }

  /** Adds an entry that was not kept yet. */
  void add(long index, RowBatch batch) {
    long from = index;
    long to = index;
    Map.Entry<Long, Long> before = lastByFirst.lowerEntry(index);
    if (before != null && before.getValue() == index - 1) {
      from = before.getKey();
    }
    Long after = lastByFirst.get(index + 1);
    if (after != null) {
      forget(index + 1, batch);
      to = after;
    }
    remember(from, to, batch);
  }

  /** Removes what is kept of the range, and says what that was. */
  List<Range> remove(Range gone, RowBatch batch) {
    List<Range> removed = new ArrayList<>();
    for (Range stretch : stretchesMeeting(gone)) {
      forget(stretch.from(), batch);
      if (stretch.from() < gone.from()) {
        remember(stretch.from(), gone.from() - 1, batch);
      }
      if (stretch.to() > gone.to()) {
        remember(gone.to() + 1, stretch.to(), batch);
      }
      removed.add(
          new Range(Math.max(stretch.from(), gone.from()), Math.min(stretch.to(), gone.to())));
    }
    return removed;
  }

  private List<Range> stretchesMeeting(Range range) {
    List<Range> met = new ArrayList<>();
    Map.Entry<Long, Long> before = lastByFirst.lowerEntry(range.from());
    if (before != null && before.getValue() >= range.from()) {
      met.add(new Range(before.getKey(), before.getValue()));
    }
    lastByFirst
        .subMap(range.from(), true, range.to(), true)
        .forEach((from, to) -> met.add(new Range(from, to)));
    return met;
  }

  IndexRanges ranges() {
    IndexRanges.Builder all = new IndexRanges.Builder();
    lastByFirst.forEach(all::add);
    return all.build();
  }

  private void remember(long from, long to, RowBatch batch) {
    lastByFirst.put(from, to);
    batch.put(Family.META, keys.indexed(generation, GroupKeys.KEPT, from), RowCodec.encode(to));
  }

  private void forget(long from, RowBatch batch) {
    lastByFirst.remove(from);
    batch.delete(Family.META, keys.indexed(generation, GroupKeys.KEPT, from));
  }
}

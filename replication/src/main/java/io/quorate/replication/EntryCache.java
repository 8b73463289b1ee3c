package io.quorate.replication;

import io.quorate.replication.model.Entry;
import org.jspecify.annotations.Nullable;

/**
 * The entries at the log's end, contiguous, for shipping and applying without a read. Entries that
 * are not yet written out cannot be read from anywhere else, so {@link #shrink} spares them.
 */
final class EntryCache {
  private @Nullable Entry[] ring = new Entry[1024];
  private long from = 1;
  private long to = 0;
  private long bytes = 0;

  void append(Entry entry) {
    if (to < from) {
      from = entry.index();
      to = from - 1;
    }
    Invariant.check(entry.index() == to + 1, "cache ends at %d, got %s", to, entry);
    if (to - from + 1 == ring.length) {
      grow();
    }
    to++;
    ring[slot(to)] = entry;
    bytes += entry.size();
  }

  @Nullable Entry get(long index) {
    return index < from || index > to ? null : ring[slot(index)];
  }

  void truncateAfter(long index) {
    while (to >= from && to > index) {
      drop(to--);
    }
  }

  void clear() {
    truncateAfter(-1);
  }

  /** Forgets the oldest entries above the byte bound, but none at or above {@code spareFrom}. */
  void shrink(long bytesMax, long spareFrom) {
    while (bytes > bytesMax && from <= to && from < spareFrom) {
      drop(from++);
    }
  }

  private void drop(long index) {
    Entry entry = ring[slot(index)];
    if (entry != null) {
      bytes -= entry.size();
      ring[slot(index)] = null;
    }
  }

  private void grow() {
    @Nullable Entry[] larger = new Entry[ring.length * 2];
    for (long index = from; index <= to; index++) {
      larger[(int) (index & (larger.length - 1))] = ring[slot(index)];
    }
    ring = larger;
  }

  private int slot(long index) {
    return (int) (index & (ring.length - 1));
  }
}

package io.quorate.storage.rocksdb;

import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/** Meta rows of one kind and generation, few and by index, held in memory beside the database. */
final class IndexedRows {
  private final GroupKeys keys;
  private final int generation;
  private final char kind;
  private final TreeMap<Long, byte[]> rows = new TreeMap<>();

  IndexedRows(GroupKeys keys, int generation, char kind) {
    this.keys = keys;
    this.generation = generation;
    this.kind = kind;
  }

  void loaded(long index, byte[] value) {
    rows.put(index, value);
  }

  void put(long index, byte[] value, RowBatch batch) {
    rows.put(index, value);
    batch.put(Family.META, keys.indexed(generation, kind, index), value);
  }

  void removeAbove(long index, RowBatch batch) {
    remove(rows.tailMap(index, false), batch);
  }

  void removeUpTo(long index, RowBatch batch) {
    remove(rows.headMap(index, true), batch);
  }

  private void remove(SortedMap<Long, byte[]> gone, RowBatch batch) {
    for (long index : gone.keySet()) {
      batch.delete(Family.META, keys.indexed(generation, kind, index));
    }
    gone.clear();
  }

  SortedMap<Long, byte[]> all() {
    return Collections.unmodifiableSortedMap(rows);
  }
}

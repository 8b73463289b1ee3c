package io.quorate.storage.rocksdb;

import io.quorate.replication.model.Row;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.rocksdb.Snapshot;

/**
 * The rows of one generation's state in chunks. Holds no native handle from one chunk to the next,
 * so nobody has to remember to close it.
 */
final class StateCursor {
  private final RocksResources rocks;
  private final GroupKeys keys;
  private final int generation;
  private final @Nullable Snapshot snapshot;
  private byte[] from;
  private boolean exhausted;

  StateCursor(RocksResources rocks, GroupKeys keys, int generation, @Nullable Snapshot snapshot) {
    this.rocks = rocks;
    this.keys = keys;
    this.generation = generation;
    this.snapshot = snapshot;
    this.from = keys.generation(generation);
  }

  /** At least one row, if one is left, and then up to so many bytes. */
  List<Row> next(int bytesMax) {
    List<Row> chunk = new ArrayList<>();
    int bytes = 0;
    try (RowIterator rows =
        rocks.iterate(Family.STATE, from, keys.generation(generation + 1), snapshot)) {
      for (rows.seek(from); rows.isValid(); rows.next()) {
        byte[] key = rows.key();
        byte[] value = rows.value();
        if (!chunk.isEmpty() && bytes + key.length + value.length > bytesMax) {
          from = key;
          return chunk;
        }
        chunk.add(new Row(keys.ownKey(key), value));
        bytes += key.length + value.length;
      }
    }
    exhausted = true;
    return chunk;
  }

  boolean isExhausted() {
    return exhausted;
  }
}

package io.quorate.storage.rocksdb;

import io.quorate.replication.model.Entry;
import io.quorate.replication.model.IndexRanges;
import io.quorate.replication.model.IndexRanges.Range;

/**
 * Which entries of a generation's log cannot be read, and which of those have been replaced. Copies
 * stand beside the log, not in it: a row at an old index would make compaction rewrite, and so
 * read, the damaged file.
 */
final class Damage {
  private final GroupKeys keys;
  private final int generation;
  private boolean suspect;
  private IndexRanges corrupt = IndexRanges.NONE;
  private IndexRanges repaired = IndexRanges.NONE;

  Damage(GroupKeys keys, int generation) {
    this.keys = keys;
    this.generation = generation;
  }

  void load(RocksResources rocks) {
    byte[] from = keys.repaired(generation, 0);
    IndexRanges.Builder copies = new IndexRanges.Builder();
    try (RowIterator rows =
        rocks.iterate(Family.KEPT, from, keys.repaired(generation, Long.MAX_VALUE), null)) {
      for (rows.seek(from); rows.isValid(); rows.next()) {
        copies.add(GroupKeys.indexOf(rows.key()));
      }
    }
    repaired = copies.build();
    suspect = rocks.get(Family.META, keys.suspect(generation)) != null;
  }

  /** While a log is suspect, every start verifies all of it. */
  boolean isSuspect() {
    return suspect;
  }

  void suspect(RowBatch batch) {
    suspect = true;
    batch.put(Family.META, keys.suspect(generation), RowCodec.encode(generation));
  }

  void found(IndexRanges unreadable) {
    corrupt = unreadable;
  }

  void repair(Entry copy, RowBatch batch) {
    batch.put(Family.KEPT, keys.repaired(generation, copy.index()), copy.bytes());
    IndexRanges mended = IndexRanges.of(copy.index(), copy.index());
    repaired = repaired.plus(mended);
    setCorrupt(corrupt.minus(mended), batch);
  }

  /** The log does not hold these indexes any more. */
  void forget(IndexRanges gone, RowBatch batch) {
    IndexRanges left = repaired.minus(gone);
    for (Range range : repaired.minus(left).ranges()) {
      for (long index = range.from(); index <= range.to(); index++) {
        batch.delete(Family.KEPT, keys.repaired(generation, index));
      }
    }
    repaired = left;
    setCorrupt(corrupt.minus(gone), batch);
  }

  private void setCorrupt(IndexRanges left, RowBatch batch) {
    boolean mended = left.isEmpty() && !corrupt.isEmpty();
    corrupt = left;
    if (suspect && mended) {
      suspect = false;
      batch.delete(Family.META, keys.suspect(generation));
    }
  }

  IndexRanges corrupt() {
    return corrupt;
  }

  IndexRanges repaired() {
    return repaired;
  }
}

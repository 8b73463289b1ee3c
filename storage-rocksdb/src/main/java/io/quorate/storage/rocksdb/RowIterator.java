package io.quorate.storage.rocksdb;

import org.jspecify.annotations.Nullable;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.ReadOptions;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.rocksdb.Slice;
import org.rocksdb.Snapshot;

/** Rows of one family between two keys, ascending. Not positioned before the first seek. */
final class RowIterator implements AutoCloseable {
  private final Slice lower;
  private final Slice upper;
  private final ReadOptions options;
  private final RocksIterator rows;

  RowIterator(
      RocksDB db,
      ColumnFamilyHandle family,
      byte[] fromInclusive,
      byte[] toExclusive,
      @Nullable Snapshot snapshot) {
    lower = new Slice(fromInclusive);
    upper = new Slice(toExclusive);
    options =
        new ReadOptions()
            .setIterateLowerBound(lower)
            .setIterateUpperBound(upper)
            .setFillCache(false);
    if (snapshot != null) {
      options.setSnapshot(snapshot);
    }
    rows = db.newIterator(family, options);
  }

  void seek(byte[] key) {
    rows.seek(key);
  }

  void next() {
    rows.next();
  }

  /** False at the end; a row that cannot be read is a failure, not an end. */
  boolean isValid() {
    if (rows.isValid()) {
      return true;
    }
    try {
      rows.status();
      return false;
    } catch (RocksDBException e) {
      throw new StorageFailure(e);
    }
  }

  byte[] key() {
    return rows.key();
  }

  byte[] value() {
    return rows.value();
  }

  @Override
  public void close() {
    rows.close();
    options.close();
    upper.close();
    lower.close();
  }
}

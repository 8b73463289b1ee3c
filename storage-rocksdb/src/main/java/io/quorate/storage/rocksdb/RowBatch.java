package io.quorate.storage.rocksdb;

import java.util.Map;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.RocksDBException;
import org.rocksdb.WriteBatch;

/** Changes on their way into one write. Used by the log writer's thread only. */
final class RowBatch implements AutoCloseable {
  private final Map<Family, ColumnFamilyHandle> families;
  private final WriteBatch rows = new WriteBatch();

  RowBatch(Map<Family, ColumnFamilyHandle> families) {
    this.families = families;
  }

  void put(Family family, byte[] key, byte[] value) {
    try {
      rows.put(families.get(family), key, value);
    } catch (RocksDBException e) {
      throw new StorageFailure(e);
    }
  }

  void delete(Family family, byte[] key) {
    try {
      rows.delete(families.get(family), key);
    } catch (RocksDBException e) {
      throw new StorageFailure(e);
    }
  }

  void deleteRange(Family family, byte[] fromInclusive, byte[] toExclusive) {
    try {
      rows.deleteRange(families.get(family), fromInclusive, toExclusive);
    } catch (RocksDBException e) {
      throw new StorageFailure(e);
    }
  }

  boolean isEmpty() {
    return rows.count() == 0;
  }

  long bytes() {
    return rows.getDataSize();
  }

  void clear() {
    rows.clear();
  }

  WriteBatch rows() {
    return rows;
  }

  @Override
  public void close() {
    rows.close();
  }
}

package io.quorate.storage.rocksdb;

import org.rocksdb.RocksDBException;
import org.rocksdb.Status;

/** RocksDB could not do what it was asked. Ends the node, unless a reader knows what is missing. */
final class StorageFailure extends RuntimeException {
  private static final long serialVersionUID = 1L;

  StorageFailure(RocksDBException cause) {
    super(cause.getMessage(), cause);
  }

  /** Bytes that are there but wrong, as opposed to a disk that fails. */
  boolean isCorruption() {
    return getCause() instanceof RocksDBException rocks
        && rocks.getStatus() != null
        && rocks.getStatus().getCode() == Status.Code.Corruption;
  }
}

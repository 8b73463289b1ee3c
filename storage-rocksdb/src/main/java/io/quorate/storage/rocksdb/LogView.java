package io.quorate.storage.rocksdb;

import io.quorate.replication.model.IndexRanges;

/**
 * What a reader must know of a group's log at one moment.
 *
 * @param corrupt entries that are known to be unreadable
 * @param repaired entries to be read from their copies
 */
record LogView(
    GroupKeys keys,
    int generation,
    long baseIndex,
    long endIndex,
    IndexRanges corrupt,
    IndexRanges repaired) {

  boolean isKeptOnly(long index) {
    return index <= baseIndex;
  }
}

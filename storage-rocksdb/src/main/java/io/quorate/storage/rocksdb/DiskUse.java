package io.quorate.storage.rocksdb;

/** What a group takes on disk, approximately. */
public record DiskUse(long logBytes, long keptBytes, long stateBytes) {}

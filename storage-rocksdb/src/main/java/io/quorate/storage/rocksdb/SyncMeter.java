package io.quorate.storage.rocksdb;

/** Told of each sync of the log, over all groups. Called by the log writer, so it must be quick. */
@FunctionalInterface
public interface SyncMeter {
  void synced(long durationNanos, int entryCount);
}

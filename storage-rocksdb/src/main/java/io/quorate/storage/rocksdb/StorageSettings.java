package io.quorate.storage.rocksdb;

import io.quorate.replication.model.NodeId;
import java.nio.file.Path;

/**
 * Where a node keeps its data and how much of the disk it leaves free.
 *
 * @param clusterName of the only cluster that may use the folder
 * @param softFreeBytes with less than this free the disk is SCARCE
 * @param hardFreeBytes with less than this free there is NONE; above the ballast
 * @param ballastBytes of a file that is given up when the disk is full
 * @param memtableBytes of log gathered in memory before it is written as a file of its own; the
 *     write-ahead log is bounded by twice as much
 */
public record StorageSettings(
    Path folder,
    String clusterName,
    NodeId node,
    long softFreeBytes,
    long hardFreeBytes,
    long ballastBytes,
    int memtableBytes) {
  private static final int MIB = 1 << 20;

  public StorageSettings {
    if (ballastBytes > hardFreeBytes || hardFreeBytes > softFreeBytes) {
      throw new IllegalArgumentException(
          String.format(
              "expected ballast <= hard mark <= soft mark, found %,d, %,d and %,d bytes",
              ballastBytes, hardFreeBytes, softFreeBytes));
    }
    if (memtableBytes < MIB) {
      throw new IllegalArgumentException("a memtable has at least 1 MiB, found " + memtableBytes);
    }
  }

  /** With the marks of an ordinary disk. */
  public static StorageSettings of(Path folder, String clusterName, NodeId node) {
    return new StorageSettings(
        folder, clusterName, node, 2048L * MIB, 512L * MIB, 64L * MIB, 64 * MIB);
  }
}

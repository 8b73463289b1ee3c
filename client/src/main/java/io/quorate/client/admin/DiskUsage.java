package io.quorate.client.admin;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What the master's disk holds of a group, and why.
 *
 * @param logBytes the log from its first entry to its last
 * @param keptBytes older entries that single messages still need
 * @param freeBytes what is left on the disk
 * @param holders those that hold most, first
 */
public record DiskUsage(
    long logBytes,
    long keptBytes,
    long stateBytes,
    long freeBytes,
    long firstIndex,
    long lastIndex,
    List<Holder> holders) {
  /**
   * Somebody who needs entries.
   *
   * @param who such as {@code queue orders}
   * @param oldestIndex the oldest entry needed
   */
  public record Holder(
      String who, long messages, long bytes, long oldestIndex, Optional<Instant> oldestStored) {}
}

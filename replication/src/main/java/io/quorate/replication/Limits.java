package io.quorate.replication;

/**
 * The core's bounds, in bytes unless said otherwise.
 *
 * @param entryBytesMax of one entry's payload
 * @param chunkBytesMax of the entries in one shipment
 * @param windowBytesMax shipped to one replica and not yet accepted
 * @param uncommittedBytesMax appended and not yet applied; more is refused as overloaded
 * @param uncommittedEntriesMax appended and not yet answered
 * @param cacheBytesMax entries at the log's end held in memory for shipping and applying
 * @param applyEntriesMax applied in one turn
 * @param checkpointBytes of log after which the state is saved
 * @param checkpointNanos after which the state is saved if anything was applied
 * @param retainBytes of log kept behind the last checkpoint for replicas that lag
 */
public record Limits(
    int entryBytesMax,
    int chunkBytesMax,
    long windowBytesMax,
    long uncommittedBytesMax,
    int uncommittedEntriesMax,
    long cacheBytesMax,
    int applyEntriesMax,
    long checkpointBytes,
    long checkpointNanos,
    long retainBytes) {
  private static final int MIB = 1 << 20;

  public static final Limits DEFAULT =
      new Limits(
          16 * MIB,
          MIB,
          8 * MIB,
          64L * MIB,
          65_536,
          32L * MIB,
          4_096,
          32L * MIB,
          10_000_000_000L,
          512L * MIB);
}

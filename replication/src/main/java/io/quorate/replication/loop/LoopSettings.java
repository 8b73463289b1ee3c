package io.quorate.replication.loop;

/**
 * The loop's pace and bounds.
 *
 * @param tickNanos between two ticks while nothing else happens
 * @param turnEventsMax taken from each lane in one turn
 * @param messagesMax of peers, waiting
 * @param messageBytesMax the same in bytes
 * @param proposalsMax waiting; more are refused as overload
 * @param proposalBytesMax the same in bytes
 * @param reservedMax events that must not be lost, waiting; more than can ever be asked for, so
 *     that exceeding it is a fault
 */
public record LoopSettings(
    long tickNanos,
    int turnEventsMax,
    int messagesMax,
    long messageBytesMax,
    int proposalsMax,
    long proposalBytesMax,
    int reservedMax) {
  private static final long MIB = 1 << 20;

  public static final LoopSettings DEFAULT =
      new LoopSettings(20_000_000L, 256, 4_096, 32 * MIB, 16_384, 32 * MIB, 65_536);
}

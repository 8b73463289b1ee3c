package io.quorate.replication;

/**
 * The core's patience, in nanoseconds. Equal on all nodes of a cluster.
 *
 * @param heartbeat how often a master shows itself
 * @param silence without a word for this long, a peer is suspected to be gone
 * @param sticky a master heard within this time is left alone
 * @param quorum a master that has not heard a majority for this long stops
 * @param promise a candidate that has no majority by then makes room for the next
 * @param disk a write that makes no progress for this long means that the disk hangs
 * @param resend a shipment without an answer for this long is begun again
 */
public record Timeouts(
    long heartbeat, long silence, long sticky, long quorum, long promise, long disk, long resend) {
  private static final long MILLIS = 1_000_000L;

  public static final Timeouts DEFAULT =
      new Timeouts(
          150 * MILLIS,
          1_000 * MILLIS,
          1_000 * MILLIS,
          2_000 * MILLIS,
          3_000 * MILLIS,
          4_000 * MILLIS,
          1_000 * MILLIS);
}

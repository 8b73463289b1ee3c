package io.quorate.replication.grpc;

/**
 * The links' patience and bounds.
 *
 * @param pingNanos how often both sides of a stream show themselves
 * @param silenceNanos after which a stream on which nothing arrived is given up and opened anew
 * @param redialNanos between two attempts to reach a peer
 * @param outboundBytesMax waiting for one peer; what exceeds it is dropped and counted
 * @param ioThreads that move bytes, for all peers together
 */
public record LinkSettings(
    long pingNanos, long silenceNanos, long redialNanos, long outboundBytesMax, int ioThreads) {
  private static final long MILLIS = 1_000_000L;

  public static final LinkSettings DEFAULT =
      new LinkSettings(500 * MILLIS, 2_000 * MILLIS, 100 * MILLIS, 16L << 20, usualIoThreads());

  /** Where processors are few, waking another thread costs more than its help is worth. */
  private static int usualIoThreads() {
    return Math.max(1, Runtime.getRuntime().availableProcessors() / 2);
  }
}

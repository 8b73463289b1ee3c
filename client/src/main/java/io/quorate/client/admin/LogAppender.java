package io.quorate.client.admin;

import java.time.Duration;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * One producer of numbered entries, whose bytes follow from producer and sequence. Run by the
 * caller's thread; {@link #stop} may come from any.
 */
public final class LogAppender {
  /**
   * What to append.
   *
   * @param entryBytes size of each payload, its header of 16 bytes included
   * @param countMax entries at most; 0: no limit
   * @param timeMax for this long at most; zero: no limit
   * @param ratePerSecond entries a second at most; 0: no limit
   */
  public record Load(
      long producer, int entryBytes, int countMax, Duration timeMax, int ratePerSecond) {
    public Load {
      if (entryBytes < LedgerPayload.HEADER_BYTES) {
        throw new IllegalArgumentException(
            "expected entries of at least %d bytes, found %d"
                .formatted(LedgerPayload.HEADER_BYTES, entryBytes));
      }
    }
  }

  /** Told once for every entry, on a thread that must not be blocked. */
  public interface Listener {
    /**
     * An append ended.
     *
     * @param crc of the payload
     * @param latencyNanos since it was handed to the client
     */
    void ended(int sequence, int crc, AppendOutcome outcome, long latencyNanos);
  }

  private final LogClient client;
  private final Load load;
  private final Listener listener;
  private volatile boolean stopped;

  public LogAppender(LogClient client, Load load, Listener listener) {
    this.client = client;
    this.load = load;
    this.listener = listener;
  }

  /** Appends until the load is through or {@link #stop} is called; returns once all have ended. */
  public void run() throws InterruptedException {
    long startNanos = System.nanoTime();
    for (int sequence = 1; !isThrough(sequence, System.nanoTime() - startNanos); sequence++) {
      append(sequence);
      pace(startNanos, sequence);
    }
    if (!client.awaitEnds()) {
      throw new IllegalStateException(
          "expected every append to end within its deadline, found one that did not");
    }
  }

  public void stop() {
    stopped = true;
  }

  private boolean isThrough(int sequence, long elapsedNanos) {
    return stopped
        || (load.countMax() > 0 && sequence > load.countMax())
        || (!load.timeMax().isZero() && elapsedNanos >= load.timeMax().toNanos());
  }

  private void append(int sequence) throws InterruptedException {
    byte[] payload = payload(load.producer(), sequence, load.entryBytes());
    int crc = LogVerifier.crcOf(payload);
    long startNanos = System.nanoTime();
    client.append(
        payload, outcome -> listener.ended(sequence, crc, outcome, System.nanoTime() - startNanos));
  }

  private static byte[] payload(long producer, int sequence, int bytes) {
    byte[] body = new byte[bytes - LedgerPayload.HEADER_BYTES];
    new SplittableRandom(producer * 31 + sequence).nextBytes(body);
    return new LedgerPayload(producer, sequence, body).encode();
  }

  private void pace(long startNanos, int sequence) {
    if (load.ratePerSecond() == 0) {
      return;
    }
    long dueNanos = startNanos + sequence * TimeUnit.SECONDS.toNanos(1) / load.ratePerSecond();
    for (long left = dueNanos - System.nanoTime();
        left > 0 && !stopped && !Thread.currentThread().isInterrupted();
        left = dueNanos - System.nanoTime()) {
      LockSupport.parkNanos(Math.min(left, TimeUnit.MILLISECONDS.toNanos(100)));
    }
  }
}

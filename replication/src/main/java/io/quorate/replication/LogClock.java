package io.quorate.replication;

/**
 * The log's own time, as a master writes it. Follows the wall's clock as it was when this process
 * started, and a later leap of that clock only by a bounded part. Where the log is ahead of that,
 * because an earlier master's clock was wrong, it goes on at half speed until the clock has caught
 * up: what waits for a time comes late, but it comes.
 */
final class LogClock {
  private static final long LEAP_MILLIS_MAX = 60_000;
  private static final long NANOS_PER_MILLI = 1_000_000;

  private final long startNanos;
  private final long startMillis;

  /** From where, and since when, it goes on at half speed. */
  private long baseMillis;

  private long baseNanos;

  LogClock(long startNanos, long startMillis) {
    this.startNanos = startNanos;
    this.startMillis = startMillis;
    this.baseNanos = startNanos;
    this.baseMillis = startMillis;
  }

  /** Not before the last entry's time. */
  long millis(long lastMillis, long nowNanos, long wallMillis) {
    if (lastMillis > atHalfSpeed(nowNanos)) {
      baseMillis = lastMillis;
      baseNanos = nowNanos;
    }
    long elapsedMillis = (nowNanos - startNanos) / NANOS_PER_MILLI;
    long wall = Math.min(wallMillis, startMillis + elapsedMillis + LEAP_MILLIS_MAX);
    return Math.max(wall, atHalfSpeed(nowNanos));
  }

  private long atHalfSpeed(long nowNanos) {
    return baseMillis + (nowNanos - baseNanos) / (2 * NANOS_PER_MILLI);
  }
}

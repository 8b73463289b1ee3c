package io.quorate.election.zookeeper;

import java.time.Duration;

/** At most {@code capacity} permissions in a burst, one more per {@code period / capacity}. */
final class TokenBucket {
  private final long capacityNanos;
  private final long nanosPerToken;
  private long savedNanos;
  private long lastNanos;

  TokenBucket(int capacity, Duration period, long nowNanos) {
    nanosPerToken = period.toNanos() / capacity;
    capacityNanos = nanosPerToken * capacity;
    savedNanos = capacityNanos;
    lastNanos = nowNanos;
  }

  boolean tryTake(long nowNanos) {
    savedNanos = Math.min(capacityNanos, savedNanos + Math.max(0, nowNanos - lastNanos));
    lastNanos = nowNanos;
    if (savedNanos < nanosPerToken) {
      return false;
    }
    savedNanos -= nanosPerToken;
    return true;
  }
}

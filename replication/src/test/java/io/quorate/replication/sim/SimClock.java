package io.quorate.replication.sim;

import io.quorate.replication.port.Clock;

/** A node's clocks: one begins where it likes, the other is set by somebody now and then. */
public final class SimClock implements Clock {
  private static final long MILLIS = 1_000_000L;
  private static final long START_MILLIS = 1_700_000_000_000L;

  private final Timeline timeline;
  private final long offsetNanos;
  private long leaptMillis;

  SimClock(Timeline timeline, long offsetNanos) {
    this.timeline = timeline;
    this.offsetNanos = offsetNanos;
  }

  @Override
  public long nanos() {
    return timeline.nanos() + offsetNanos;
  }

  @Override
  public long wallMillis() {
    return START_MILLIS + timeline.nanos() / MILLIS + leaptMillis;
  }

  /** Somebody sets the wall's clock, forward or back. */
  void leap(long millis) {
    leaptMillis += millis;
  }
}

package io.quorate.replication;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LogClockTest {
  private static final long START_NANOS = -5_000_000_000L;
  private static final long START_MILLIS = 1_700_000_000_000L;
  private static final long HOUR_MILLIS = 3_600_000;

  private final LogClock clock = new LogClock(START_NANOS, START_MILLIS);

  /** After so many milliseconds since the start. */
  private long after(long millis, long lastMillis, long wallMillis) {
    return clock.millis(lastMillis, START_NANOS + millis * 1_000_000, wallMillis);
  }

  @Test
  void followsTheWallsClock() {
    assertThat(after(0, 0, START_MILLIS)).isEqualTo(START_MILLIS);
    assertThat(after(700, START_MILLIS, START_MILLIS + 700)).isEqualTo(START_MILLIS + 700);
  }

  @Test
  void takesOnlyAPartOfALeap() {
    assertThat(after(1_000, START_MILLIS, START_MILLIS + HOUR_MILLIS))
        .isEqualTo(START_MILLIS + 1_000 + 60_000);
  }

  @Test
  void neverFallsWhereTheWallsClockIsSetBack() {
    long before = after(1_000, START_MILLIS, START_MILLIS + 1_000);

    assertThat(after(1_000, before, START_MILLIS - HOUR_MILLIS)).isEqualTo(before);
  }

  /** A message that is due in a second is so after two, and not after an hour. */
  @Test
  void goesOnAtHalfSpeedWhereTheLogIsAhead() {
    long ahead = START_MILLIS + HOUR_MILLIS;

    assertThat(after(0, ahead, START_MILLIS)).isEqualTo(ahead);
    assertThat(after(2_000, ahead, START_MILLIS + 2_000)).isEqualTo(ahead + 1_000);
    assertThat(after(4_000, ahead + 1_000, START_MILLIS + 4_000)).isEqualTo(ahead + 2_000);
  }

  @Test
  void followsTheWallsClockAgainOnceThatHasCaughtUp() {
    long ahead = START_MILLIS + 10_000;
    after(0, ahead, START_MILLIS);

    assertThat(after(20_000, ahead, START_MILLIS + 20_000)).isEqualTo(START_MILLIS + 20_000);
    assertThat(after(21_000, ahead, START_MILLIS + 21_000)).isEqualTo(START_MILLIS + 21_000);
  }
}

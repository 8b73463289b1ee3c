package io.quorate.replication.port;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** What every {@link Clock} must do, and no more: it may stand still while nobody waits. */
public abstract class ClockContract {
  private static final long MILLIS = 1_000_000L;
  private static final long YEAR_2020_MILLIS = 1_577_836_800_000L;
  private static final long YEAR_2200_MILLIS = 7_258_118_400_000L;

  protected abstract Clock clock();

  /** Lets at least so much time pass. */
  protected abstract void pass(long nanos);

  @Test
  void nanosNeverFall() {
    Clock clock = clock();
    long before = clock.nanos();

    for (int reading = 0; reading < 100_000; reading++) {
      long now = clock.nanos();
      assertThat(now - before).isNotNegative();
      before = now;
    }
  }

  /** Only differences mean anything: a clock may begin anywhere, and may run over. */
  @Test
  void nanosGrowByWhatPasses() {
    Clock clock = clock();

    for (int times = 0; times < 10; times++) {
      long before = clock.nanos();
      pass(2 * MILLIS);
      assertThat(clock.nanos() - before).isGreaterThanOrEqualTo(2 * MILLIS);
    }
  }

  /** The log's time is read by people and compared with what clients say. */
  @Test
  void wallMillisCountFromTheEpoch() {
    Clock clock = clock();
    pass(MILLIS);

    assertThat(clock.wallMillis()).isBetween(YEAR_2020_MILLIS, YEAR_2200_MILLIS);
  }
}

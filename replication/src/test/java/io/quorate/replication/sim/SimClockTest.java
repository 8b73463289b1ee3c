package io.quorate.replication.sim;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.replication.port.Clock;
import io.quorate.replication.port.ClockContract;
import org.junit.jupiter.api.Test;

class SimClockTest extends ClockContract {
  private final Timeline timeline = new Timeline();
  private final SimClock clock = new SimClock(timeline, -1_000);

  @Override
  protected Clock clock() {
    return clock;
  }

  @Override
  protected void pass(long nanos) {
    timeline.step(timeline.nanos() + nanos);
  }

  /** Nobody can ask that of the machine's clocks in a test; of these, all seeds do. */
  @Test
  void leapOfTheWallLeavesTheNanosAlone() {
    long nanos = clock.nanos();
    long wallMillis = clock.wallMillis();

    clock.leap(-3_600_000);

    assertThat(clock.nanos()).isEqualTo(nanos);
    assertThat(clock.wallMillis()).isEqualTo(wallMillis - 3_600_000);
  }
}

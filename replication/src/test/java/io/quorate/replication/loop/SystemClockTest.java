package io.quorate.replication.loop;

import io.quorate.replication.port.Clock;
import io.quorate.replication.port.ClockContract;

class SystemClockTest extends ClockContract {
  @Override
  protected Clock clock() {
    return new SystemClock();
  }

  @Override
  protected void pass(long nanos) {
    long from = System.nanoTime();
    while (System.nanoTime() - from < nanos) {
      Thread.onSpinWait();
    }
  }
}

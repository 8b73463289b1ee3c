package io.quorate.replication.loop;

import io.quorate.replication.port.Clock;

/** The machine's clocks. */
public final class SystemClock implements Clock {
  @Override
  public long nanos() {
    return System.nanoTime();
  }

  @Override
  public long wallMillis() {
    return System.currentTimeMillis();
  }
}

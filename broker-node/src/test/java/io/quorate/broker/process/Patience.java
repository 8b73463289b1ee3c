package io.quorate.broker.process;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/** A wait with an end: what is waited for has to happen, sooner or later. */
final class Patience {
  private static final long STEP_NANOS = Duration.ofMillis(20).toNanos();

  private final String what;
  private final Duration limit;
  private final long endNanos;

  Patience(String what, Duration limit) {
    this.what = what;
    this.limit = limit;
    this.endNanos = System.nanoTime() + limit.toNanos();
  }

  /** Waits a moment, or fails with what was found. */
  void step(Supplier<String> found) {
    if (System.nanoTime() - endNanos > 0) {
      throw new AssertionError(
          "expected %s within %d s, found:%n%s".formatted(what, limit.toSeconds(), found.get()));
    }
    pause(STEP_NANOS);
  }

  static void pause(Duration time) {
    pause(time.toNanos());
  }

  private static void pause(long nanos) {
    long endNanos = System.nanoTime() + nanos;
    for (long left = nanos; left > 0; left = endNanos - System.nanoTime()) {
      LockSupport.parkNanos(left);
    }
  }
}

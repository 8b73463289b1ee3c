package io.quorate.broker.process;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** Breaks something and mends it, again and again, on a thread of its own. */
final class Repetition {
  private static final long STOP_MILLIS_MAX = 60_000;

  private final Duration each;
  private final Runnable damage;
  private final Runnable repair;
  private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
  private final Thread thread = new Thread(this::run, "repetition");
  private volatile boolean goesOn = true;

  /** Of both, each lasts so long. */
  Repetition(Duration each, Runnable damage, Runnable repair) {
    this.each = each;
    this.damage = damage;
    this.repair = repair;
  }

  void start() {
    thread.start();
  }

  private void run() {
    try {
      while (goesOn) {
        damage.run();
        Patience.pause(each);
        repair.run();
        Patience.pause(each);
      }
    } catch (RuntimeException | Error e) {
      failure.set(e);
    }
  }

  /** Returns when it is mended for the last time. */
  void stop() {
    goesOn = false;
    try {
      thread.join(STOP_MILLIS_MAX);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    if (thread.isAlive() || failure.get() != null) {
      throw new AssertionError("what comes and goes does not end", failure.get());
    }
  }
}

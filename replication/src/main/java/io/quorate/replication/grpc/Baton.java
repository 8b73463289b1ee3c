package io.quorate.replication.grpc;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * Runs an action on one thread at a time without a lock: who comes while it runs returns at once,
 * and the runner goes round once more. So a sender never waits for another thread's write.
 */
final class Baton {
  private final AtomicInteger wanted = new AtomicInteger();
  private final Runnable action;

  Baton(Runnable action) {
    this.action = action;
  }

  /** The action has begun after this call, here or where it is already running. Never throws. */
  void run() {
    if (wanted.getAndIncrement() > 0) {
      return;
    }
    int seen = 1;
    while (seen != 0) {
      action.run();
      seen = wanted.addAndGet(-seen);
    }
  }
}

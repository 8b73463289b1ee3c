package io.quorate.client.internal;

import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * From the applications' threads to the loop, in order, with one wake-up for all that gathers
 * meanwhile. Bounded by those who hand over.
 */
final class HandOver<T> {
  private final ConcurrentLinkedQueue<T> waiting = new ConcurrentLinkedQueue<>();
  private final AtomicBoolean scheduled = new AtomicBoolean();
  private final Executor loop;
  private final Consumer<T> taker;
  private final Runnable afterwards;

  /**
   * A new way.
   *
   * @param taker takes each one, on the loop
   * @param afterwards runs on the loop when all that was there has been taken
   */
  HandOver(Executor loop, Consumer<T> taker, Runnable afterwards) {
    this.loop = loop;
    this.taker = taker;
    this.afterwards = afterwards;
  }

  void offer(T value) {
    waiting.add(value);
    if (scheduled.compareAndSet(false, true)) {
      loop.execute(this::takeAll);
    }
  }

  private void takeAll() {
    // Before taking: what is added from now on is taken here or schedules anew.
    scheduled.set(false);
    for (@Nullable T value = waiting.poll(); value != null; value = waiting.poll()) {
      taker.accept(value);
    }
    afterwards.run();
  }
}

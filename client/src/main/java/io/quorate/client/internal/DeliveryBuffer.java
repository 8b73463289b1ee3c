package io.quorate.client.internal;

import io.quorate.client.QuorateException;
import java.util.ArrayDeque;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** What has arrived and was not received yet. Bounded by the consumer's credit. */
final class DeliveryBuffer<T> {
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition arrived = lock.newCondition();

  // Guarded by lock.
  private final ArrayDeque<T> waiting = new ArrayDeque<>();
  private @Nullable QuorateException end;
  private boolean isComplete;

  void add(List<T> arrivals) {
    lock.lock();
    try {
      if (end == null) {
        waiting.addAll(arrivals);
        arrived.signalAll();
      }
    } finally {
      lock.unlock();
    }
  }

  void clear() {
    lock.lock();
    try {
      waiting.clear();
    } finally {
      lock.unlock();
    }
  }

  /** Nothing follows: who waits, now or later, is told why. */
  void end(QuorateException why) {
    lock.lock();
    try {
      if (end == null) {
        end = why;
        waiting.clear();
        arrived.signalAll();
      }
    } finally {
      lock.unlock();
    }
  }

  /** Nothing follows, and nothing is wrong: what has arrived is handed out. */
  void complete() {
    lock.lock();
    try {
      isComplete = true;
      arrived.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /**
   * The next one.
   *
   * @return null if none came in time, or none will
   * @throws QuorateException at the end
   */
  @Nullable T poll(long waitNanos) throws InterruptedException {
    lock.lockInterruptibly();
    try {
      long left = waitNanos;
      while (waiting.isEmpty()) {
        if (end != null) {
          throw end;
        }
        if (left <= 0 || isComplete) {
          return null;
        }
        left = arrived.awaitNanos(left);
      }
      return waiting.pollFirst();
    } finally {
      lock.unlock();
    }
  }
}

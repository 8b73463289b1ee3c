package io.quorate.client.internal;

import io.quorate.client.QuorateException;
import java.util.ArrayDeque;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** What has arrived and was not received yet. Bounded by the consumer's credit. */
final class DeliveryBuffer {
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition arrived = lock.newCondition();

  // Guarded by lock.
  private final ArrayDeque<Receipt> waiting = new ArrayDeque<>();
  private @Nullable QuorateException end;

  void add(List<Receipt> receipts) {
    lock.lock();
    try {
      if (end == null) {
        waiting.addAll(receipts);
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

  /**
   * The next one.
   *
   * @return null if none came in time
   * @throws QuorateException at the end
   */
  @Nullable Receipt poll(long waitNanos) throws InterruptedException {
    lock.lockInterruptibly();
    try {
      long left = waitNanos;
      while (waiting.isEmpty()) {
        if (end != null) {
          throw end;
        }
        if (left <= 0) {
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

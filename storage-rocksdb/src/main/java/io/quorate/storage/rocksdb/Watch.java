package io.quorate.storage.rocksdb;

import java.io.IOException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Does one thing again and again, with a pause in between. That it fails is a failure of the disk.
 */
final class Watch implements Runnable {
  interface Duty {
    void perform() throws IOException;
  }

  private final String what;
  private final Duty duty;
  private final long pauseNanos;
  private final FaultLatch faults;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition woken = lock.newCondition();
  private boolean dueNow;
  private boolean stopping;

  /**
   * @param what for the last word: "cannot ..."
   */
  Watch(String what, Duty duty, long pauseMillis, FaultLatch faults) {
    this.what = what;
    this.duty = duty;
    this.pauseNanos = TimeUnit.MILLISECONDS.toNanos(pauseMillis);
    this.faults = faults;
  }

  /** The next time is now. */
  void soon() {
    lock.lock();
    try {
      dueNow = true;
      woken.signal();
    } finally {
      lock.unlock();
    }
  }

  void stop() {
    lock.lock();
    try {
      stopping = true;
      woken.signal();
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void run() {
    try {
      do {
        duty.perform();
      } while (pause());
    } catch (Throwable e) {
      faults.raise("cannot " + what + ": " + e + "; the node stops");
    }
  }

  /** Whether there is a next time. */
  private boolean pause() throws InterruptedException {
    lock.lock();
    try {
      for (long left = pauseNanos; left > 0 && !dueNow && !stopping; ) {
        left = woken.awaitNanos(left);
      }
      dueNow = false;
      return !stopping;
    } finally {
      lock.unlock();
    }
  }
}

package io.quorate.election.zookeeper;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * The one thread that owns the state of a node's election. After {@link #close()} it runs nothing.
 * Its queue is bounded by those who post: watches post at most once until they are looked at,
 * answers come one per request.
 */
final class ElectionLoop implements AutoCloseable {
  private static final long CLOSE_WAIT_SECONDS = 5;

  private final ScheduledThreadPoolExecutor executor;
  private final Consumer<Throwable> onFault;

  ElectionLoop(String threadName, Consumer<Throwable> onFault) {
    this.onFault = onFault;
    executor =
        new ScheduledThreadPoolExecutor(
            1,
            task -> {
              Thread thread = new Thread(task, threadName);
              thread.setDaemon(true);
              return thread;
            });
    executor.setRemoveOnCancelPolicy(true);
  }

  void post(Runnable task) {
    try {
      executor.execute(() -> run(task));
    } catch (RejectedExecutionException closed) {
      // Closed: nobody is left to care.
    }
  }

  /** The answer cancels the task; it is already done when the loop is closed. */
  Future<?> after(Duration delay, Runnable task) {
    try {
      return executor.schedule(() -> run(task), delay.toNanos(), TimeUnit.NANOSECONDS);
    } catch (RejectedExecutionException closed) {
      return CompletableFuture.completedFuture(null);
    }
  }

  private void run(Runnable task) {
    try {
      task.run();
    } catch (Throwable fault) {
      onFault.accept(fault);
    }
  }

  @Override
  public void close() {
    executor.shutdownNow();
    try {
      executor.awaitTermination(CLOSE_WAIT_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}

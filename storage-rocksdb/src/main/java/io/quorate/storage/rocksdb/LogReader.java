package io.quorate.storage.rocksdb;

import io.quorate.replication.model.CorruptEntryException;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The thread that reads for laggards and snapshots, and drops files. One after the other: a file
 * goes only after every read that was asked for before. When there is nothing to do it verifies, a
 * little at a time, what the start did not.
 */
final class LogReader implements Runnable {
  /** Between two slices of verification: about 50 MiB/s at most. */
  private static final long PAUSE_MILLIS = 20;

  private final String folder;
  private final FaultLatch faults;
  private final LinkedBlockingQueue<Runnable> tasks = new LinkedBlockingQueue<>();

  // The thread's own:
  private final Queue<BooleanSupplier> verifications = new ArrayDeque<>();
  private boolean stopping;

  LogReader(String folder, FaultLatch faults) {
    this.folder = folder;
    this.faults = faults;
  }

  void submit(Runnable task) {
    tasks.add(task);
  }

  /** Called again and again while idle, until it says that there is no more to do. */
  void verify(BooleanSupplier slice) {
    submit(() -> verifications.add(slice));
  }

  /** Lets the thread end after everything that is queued now. */
  void stop() {
    submit(() -> stopping = true);
  }

  @Override
  public void run() {
    try {
      while (!stopping) {
        Runnable task = next();
        if (task != null) {
          task.run();
        } else if (!verifications.element().getAsBoolean()) {
          verifications.remove();
        }
      }
    } catch (StorageFailure | CorruptEntryException e) {
      faults.raise("cannot read the log in " + folder + ": " + e.getMessage() + "; the node stops");
    } catch (Throwable e) {
      faults.raise("the log reader of " + folder + " failed: " + e + "; the node stops");
    }
  }

  private @Nullable Runnable next() throws InterruptedException {
    return verifications.isEmpty() ? tasks.take() : tasks.poll(PAUSE_MILLIS, TimeUnit.MILLISECONDS);
  }
}

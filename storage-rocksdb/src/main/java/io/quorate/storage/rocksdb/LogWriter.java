package io.quorate.storage.rocksdb;

import io.quorate.replication.port.LogOp;
import io.quorate.replication.port.LogWrite;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.LongConsumer;

/**
 * The only thread that writes to the database: everything that queued up while the last sync ran,
 * over all groups, becomes one write and one sync. No timer gathers anything. Since no write begins
 * before the one before it is synced, at most one is in doubt after a crash.
 */
final class LogWriter implements Runnable {
  /** Of one sync, so that a long queue does not make its first writer wait for its last. */
  private static final long BATCH_BYTES_MAX = 4L << 20;

  /** In the order of the queue. */
  private sealed interface Task {
    record Write(RocksLogStore store, LogWrite write, long bytes) implements Task {}

    /** Rows that belong to no group's queue of writes. */
    record Rows(Consumer<RowBatch> rows, Runnable onSynced) implements Task {}

    /** Runs once all before it is in the database. */
    record Then(Runnable action) implements Task {}
  }

  private final String folder;
  private final RocksResources rocks;
  private final FaultLatch faults;
  private final LongConsumer onWritten;
  private final SyncMeter meter;
  private final RowBatch batch;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition filled = lock.newCondition();
  private Queue<Task> queue = new ArrayDeque<>();
  private long queuedBytes;
  private boolean stopping;

  private final Map<RocksLogStore, Long> tokens = new LinkedHashMap<>();
  private final List<Runnable> afterwards = new ArrayList<>();
  private long takenBytes;
  private boolean syncing;
  private int entries;

  /**
   * @param onWritten told the size of each write
   */
  LogWriter(
      String folder,
      RocksResources rocks,
      FaultLatch faults,
      LongConsumer onWritten,
      SyncMeter meter) {
    this.folder = folder;
    this.rocks = rocks;
    this.faults = faults;
    this.onWritten = onWritten;
    this.meter = meter;
    this.batch = rocks.newBatch();
  }

  void write(RocksLogStore store, LogWrite write, long bytes) {
    enqueue(new Task.Write(store, write, bytes), bytes);
  }

  void writeRows(Consumer<RowBatch> rows, Runnable onSynced) {
    enqueue(new Task.Rows(rows, onSynced), 0);
  }

  void then(Runnable action) {
    enqueue(new Task.Then(action), 0);
  }

  private void enqueue(Task task, long bytes) {
    lock.lock();
    try {
      queue.add(task);
      queuedBytes += bytes;
      filled.signal();
    } finally {
      lock.unlock();
    }
  }

  /** Bytes of entries and rows that are not synced yet; whoever submits keeps this bounded. */
  long queuedBytes() {
    lock.lock();
    try {
      return queuedBytes;
    } finally {
      lock.unlock();
    }
  }

  /** Lets the thread end after everything that is queued now. */
  void stop() {
    lock.lock();
    try {
      stopping = true;
      filled.signal();
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void run() {
    try {
      for (Queue<Task> tasks = take(); !tasks.isEmpty(); tasks = take()) {
        tasks.forEach(this::perform);
        commit();
      }
    } catch (StorageFailure e) {
      faults.raise(lastWord(e));
    } catch (Throwable e) {
      faults.raise("the log writer of " + folder + " failed: " + e + "; the node stops");
    } finally {
      batch.close();
    }
  }

  private String lastWord(StorageFailure e) {
    return String.format(
        "cannot %s the log in %s: %s; the node stops. What was confirmed is safe: look after the"
            + " disk and its free space, then start the node again",
        syncing ? "sync" : "read", folder, e.getMessage());
  }

  /** Waits for tasks; empty when it is time to end. Nobody interrupts this thread. */
  private Queue<Task> take() {
    lock.lock();
    try {
      queuedBytes -= takenBytes;
      takenBytes = 0;
      while (queue.isEmpty() && !stopping) {
        filled.awaitUninterruptibly();
      }
      takenBytes = queuedBytes;
      Queue<Task> taken = faults.isRaised() ? new ArrayDeque<>() : queue;
      queue = new ArrayDeque<>();
      return taken;
    } finally {
      lock.unlock();
    }
  }

  private void perform(Task task) {
    if (task instanceof Task.Write write) {
      if (!afterwards.isEmpty() && takesAway(write.write())) {
        // A read that was asked for before has to see what goes.
        commit();
      }
      boolean mustBeLast = write.store().applyTo(batch, write.write());
      tokens.put(write.store(), write.write().token());
      entries += entriesIn(write.write());
      if (mustBeLast || batch.bytes() >= BATCH_BYTES_MAX) {
        commit();
      }
    } else if (task instanceof Task.Rows rows) {
      rows.rows().accept(batch);
      afterwards.add(rows.onSynced());
    } else if (task instanceof Task.Then then) {
      afterwards.add(then.action());
    }
  }

  private static boolean takesAway(LogWrite write) {
    return write.ops().stream()
        .anyMatch(
            op ->
                op instanceof LogOp.TruncateAfter
                    || op instanceof LogOp.TrimBefore
                    || op instanceof LogOp.DropKept
                    || op instanceof LogOp.FinishInstall);
  }

  private static int entriesIn(LogWrite write) {
    int entries = 0;
    for (LogOp op : write.ops()) {
      entries += op instanceof LogOp.Append append ? append.entries().size() : 0;
    }
    return entries;
  }

  private void commit() {
    if (!batch.isEmpty()) {
      syncing = true;
      long began = System.nanoTime();
      rocks.writeSynced(batch);
      meter.synced(System.nanoTime() - began, entries);
      syncing = false;
      entries = 0;
      onWritten.accept(batch.bytes());
      batch.clear();
    }
    tokens.forEach(RocksLogStore::committed);
    tokens.clear();
    afterwards.forEach(Runnable::run);
    afterwards.clear();
  }
}

package io.quorate.storage.rocksdb;

import io.quorate.replication.model.GroupId;
import io.quorate.replication.port.DiskSpace;
import io.quorate.replication.port.LogStoreEvents;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.security.SecureRandom;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.rocksdb.RocksDBException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A node's disk: one database for all groups, one thread that writes, one that reads, and two that
 * watch over it. Open from the constructor's return until {@link #close}.
 */
public final class RocksNode implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(RocksNode.class);

  private static final int GROUPS_MAX = 256;
  private static final long MARK_MILLIS = 50;
  private static final long DISK_CHECK_MILLIS = 250;

  /** Written at once, this much is worth a look at the free space before its time. */
  private static final long BIG_WRITES_BYTES = 16L << 20;

  private final DataFolder folder;
  private final FaultLatch faults;
  private final RocksResources rocks;
  private final LogWriter writer;
  private final LogReader reader;
  private final AcceptedMark mark;
  private final DiskGuard guard;
  private final NodeThreads threads;
  private final Watch markWatch;
  private final Watch diskWatch;
  private final Thread writerThread;
  private final Thread readerThread;
  private final Thread markThread;
  private final Thread diskThread;
  private final AtomicLong bytesUntilCheck = new AtomicLong(BIG_WRITES_BYTES);
  private final Map<GroupId, RocksLogStore> stores = new ConcurrentSkipListMap<>();
  private volatile NodeIdentity identity;
  private boolean closed;

  private RocksNode(
      StorageSettings settings,
      DataFolder folder,
      RocksResources rocks,
      Consumer<String> halt,
      SyncMeter meter)
      throws IOException {
    this.folder = folder;
    this.rocks = rocks;
    faults = new FaultLatch(halt);
    identity = boot(settings, rocks);
    mark =
        new AcceptedMark(
            folder.acceptedMark(), identity.storageUuid(), Files.exists(folder.forgotten()));
    guard = new DiskGuard(folder.ballast(), settings, this::tellDiskSpace);
    String path = settings.folder().toString();
    writer = new LogWriter(path, rocks, faults, this::wrote, meter);
    reader = new LogReader(path, faults);
    threads = new NodeThreads(path, rocks, writer, reader, mark, faults);
    markWatch = new Watch("write " + folder.acceptedMark(), mark::write, MARK_MILLIS, faults);
    diskWatch = new Watch("watch the disk of " + path, guard::check, DISK_CHECK_MILLIS, faults);
    writerThread = start("quorate-log-writer", writer);
    readerThread = start("quorate-log-reader", reader);
    markThread = start("quorate-accepted-mark", markWatch);
    diskThread = start("quorate-disk-guard", diskWatch);
  }

  /**
   * Opens the node's folder, or formats it if it is empty.
   *
   * @param halt told once, with the last word, when the disk fails; nothing is reported afterwards
   * @throws StartRefusedException with one line for the operator; a foreign folder is left
   *     untouched
   */
  public static RocksNode open(StorageSettings settings, Consumer<String> halt) {
    return open(settings, halt, (durationNanos, entryCount) -> {});
  }

  /** The same, with somebody who is told of each sync. */
  public static RocksNode open(StorageSettings settings, Consumer<String> halt, SyncMeter meter) {
    DataFolder folder =
        DataFolder.claim(settings.folder(), settings.clusterName(), settings.node());
    RocksResources rocks = null;
    long startNanos = System.nanoTime();
    try {
      new DiskGuard(folder.ballast(), settings, space -> {}).makeRoom();
      rocks = recover(settings, folder);
      LOG.info(
          "{}: database opened in {} ms",
          settings.folder(),
          TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - startNanos));
      return new RocksNode(settings, folder, rocks, halt, meter);
    } catch (RocksDBException | IOException | StorageFailure e) {
      closeAfterFailure(rocks, folder);
      throw new StartRefusedException(
          String.format(
              "cannot open the database in %s: %s; free disk space, or move the folder away and let"
                  + " the node in again with an empty one",
              settings.folder(), e.getMessage()),
          e);
    } catch (RuntimeException e) {
      closeAfterFailure(rocks, folder);
      throw e;
    }
  }

  private static void closeAfterFailure(@Nullable RocksResources rocks, DataFolder folder) {
    if (rocks != null) {
      rocks.close();
    }
    folder.close();
  }

  /**
   * Opens the database and compares what it recovered with what its write-ahead log held. The
   * number to reach is on disk before recovery rewrites the files that it was read from.
   */
  private static RocksResources recover(StorageSettings settings, DataFolder folder)
      throws IOException, RocksDBException {
    long expected = WalTail.syncedSequence(folder.database());
    if (Files.exists(folder.recovering())) {
      expected = Math.max(expected, Long.parseLong(Files.readString(folder.recovering())));
    }
    DurableFiles.write(folder.recovering(), text(Long.toString(expected)));
    NativeLibrary.load(folder.nativeLibrary());
    RocksResources rocks = RocksResources.open(folder.database(), settings.memtableBytes());
    try {
      long found = rocks.latestSequence();
      if (found < expected) {
        String loss =
            String.format(
                "the write-ahead log was damaged: synced up to %d, recovered up to %d",
                expected, found);
        LOG.error("{}: {}; this disk has lost what it had synced", folder.path(), loss);
        DurableFiles.write(folder.forgotten(), text(loss));
      }
      DurableFiles.delete(folder.recovering());
      return rocks;
    } catch (IOException | RuntimeException e) {
      rocks.close();
      throw e;
    }
  }

  private static byte[] text(String line) {
    return line.getBytes(StandardCharsets.UTF_8);
  }

  /** Raised and synced before anything else is written, so that an old image shows its age. */
  private static NodeIdentity boot(StorageSettings settings, RocksResources rocks) {
    byte[] row = rocks.get(Family.META, GroupKeys.IDENTITY);
    NodeIdentity found =
        row == null
            ? NodeIdentity.fresh(settings.clusterName(), settings.node())
            : NodeIdentity.decode(row);
    if (!found.clusterName().equals(settings.clusterName())
        || !found.node().equals(settings.node())) {
      throw new StartRefusedException(
          String.format(
              "the database in %s belongs to somebody else: expected cluster %s node %s, found"
                  + " cluster %s node %s",
              settings.folder(),
              settings.clusterName(),
              settings.node(),
              found.clusterName(),
              found.node()));
    }
    NodeIdentity booted = found.booted(new SecureRandom().nextLong());
    try (RowBatch batch = rocks.newBatch()) {
      batch.put(Family.META, GroupKeys.IDENTITY, booted.encode());
      rocks.writeSynced(batch);
    }
    return booted;
  }

  public NodeIdentity identity() {
    return identity;
  }

  /**
   * Gives the disk a new identity, on disk when this returns: it has lost something, and what the
   * old one promised and accepted cannot be relied on.
   */
  public NodeIdentity renewIdentity() throws IOException {
    NodeIdentity renewed = identity.renewed();
    CompletableFuture<Void> synced = new CompletableFuture<>();
    writer.writeRows(
        batch -> batch.put(Family.META, GroupKeys.IDENTITY, renewed.encode()),
        () -> synced.complete(null));
    synced.join();
    identity = renewed;
    mark.renew(renewed.storageUuid());
    DurableFiles.delete(folder.forgotten());
    return renewed;
  }

  /** The group's log. Events arrive on this node's threads from {@code recover} on. */
  public RocksLogStore logStore(GroupId group, LogStoreEvents events) {
    if (stores.size() >= GROUPS_MAX) {
      throw new IllegalStateException("a node has at most " + GROUPS_MAX + " groups");
    }
    RocksLogStore store = new RocksLogStore(group, threads, events);
    if (stores.putIfAbsent(group, store) != null) {
      throw new IllegalStateException("group " + group + " is open already");
    }
    DiskSpace space = guard.last();
    if (space != DiskSpace.PLENTY) {
      store.diskSpace(space);
    }
    return store;
  }

  /** Bytes that were submitted and are not synced yet. */
  public long queuedBytes() {
    return writer.queuedBytes();
  }

  /** Approximately what the group takes on disk. */
  public synchronized DiskUse diskUse(GroupId group) {
    RocksLogStore store = stores.get(group);
    return store == null || closed ? new DiskUse(0, 0, 0) : store.diskUse();
  }

  NodeThreads threads() {
    return threads;
  }

  private void tellDiskSpace(DiskSpace space) {
    stores.values().forEach(store -> store.diskSpace(space));
  }

  private void wrote(long bytes) {
    if (bytesUntilCheck.addAndGet(-bytes) < 0) {
      bytesUntilCheck.set(BIG_WRITES_BYTES);
      diskWatch.soon();
    }
  }

  /** Syncs what is queued and closes everything; no event comes afterwards. */
  @Override
  public synchronized void close() throws IOException {
    if (closed) {
      return;
    }
    closed = true;
    // The writer hands its last reads to the reader; both are gone before a handle is closed.
    writer.stop();
    join(writerThread);
    reader.stop();
    join(readerThread);
    diskWatch.stop();
    join(diskThread);
    markWatch.stop();
    join(markThread);
    mark.write();
    mark.close();
    stores.values().forEach(RocksLogStore::releaseSnapshots);
    rocks.close();
    folder.close();
  }

  private static Thread start(String name, Runnable body) {
    Thread thread = new Thread(body, name);
    thread.setDaemon(true);
    thread.start();
    return thread;
  }

  /** A thread that still ran would use native memory that is freed next. */
  private static void join(Thread thread) {
    boolean interrupted = false;
    while (thread.isAlive()) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}

package io.quorate.storage.rocksdb;

import io.quorate.replication.model.CorruptEntryException;
import io.quorate.replication.model.Entry;
import io.quorate.replication.model.GroupId;
import io.quorate.replication.model.IndexRanges;
import io.quorate.replication.model.LogPosition;
import io.quorate.replication.model.Row;
import io.quorate.replication.port.DiskSpace;
import io.quorate.replication.port.LogOp;
import io.quorate.replication.port.LogStore;
import io.quorate.replication.port.LogStoreEvents;
import io.quorate.replication.port.LogWrite;
import io.quorate.replication.port.StoredLog;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.rocksdb.Snapshot;

/**
 * One group's log in the node's database. The loop's calls only enqueue; the log writer's thread
 * owns the {@link GroupLog} and the open snapshots, the reader's thread reads what the writer hands
 * to it.
 */
public final class RocksLogStore implements LogStore {
  private static final long READ_SECONDS_MAX = 30;

  /** Verified in one go while the reader is idle. */
  private static final int VERIFY_BYTES = 1 << 20;

  /** Files are dropped when this much has gathered below the base. */
  private static final long DROP_BYTES = 32L << 20;

  private final GroupId group;
  private final NodeThreads node;
  private final GroupKeys keys;
  private final LogStoreEvents events;

  private @Nullable GroupLog log;
  private volatile @Nullable LogView view;
  private volatile long lowestTruncation = Long.MAX_VALUE;

  private final Map<Long, HeldSnapshot> snapshots = new TreeMap<>();
  private LogOp.@Nullable SaveCheckpoint snapshotWanted;
  private final List<Integer> deadGenerations = new ArrayList<>();
  private long droppedOffset;

  RocksLogStore(GroupId group, NodeThreads node, LogStoreEvents events) {
    this.group = group;
    this.node = node;
    this.keys = new GroupKeys(group);
    this.events = events;
  }

  @Override
  public StoredLog recover() {
    node.rocks().openLog(keys);
    GroupRecovery recovery = new GroupRecovery(node.rocks(), keys, node.folder());
    GroupLog found = recovery.run();
    if (log == null) {
      takeUp(found, recovery);
    }
    LogPosition accountedFor = found.accountedFor();
    return new StoredLog(
        found.promise(),
        found.base(),
        found.end(),
        found.outline(),
        found.configs(),
        found.checkpoint(),
        recovery.stateRows(),
        found.kept().minus(IndexRanges.of(found.base().index() + 1, Long.MAX_VALUE)),
        found.damage().corrupt(),
        node.mark().isUnmetBy(group, accountedFor, found.promise().epoch()));
  }

  private void takeUp(GroupLog found, GroupRecovery recovery) {
    log = found;
    view = found.view();
    droppedOffset = found.base().offset();
    List<Integer> strays = recovery.strays();
    node.writer().writeRows(recovery::putMissingRows, () -> dropGenerations(strays));
    verifyInBackground(found);
  }

  @Override
  public void write(LogWrite write) {
    node.writer().write(this, write, bytesOf(write));
  }

  @Override
  public void read(long token, long fromInclusive, long toInclusive, int bytesMax) {
    node.writer()
        .then(
            () -> {
              LogView now = log().view();
              // The writer goes on meanwhile, and may truncate what is to be read.
              Snapshot seen = node.rocks().snapshot();
              node.reader()
                  .submit(
                      () -> {
                        try (EntryCursor cursor = new EntryCursor(node.rocks(), now, seen)) {
                          answerRead(now, cursor, token, fromInclusive, toInclusive, bytesMax);
                        } finally {
                          node.rocks().release(seen);
                        }
                      });
            });
  }

  @Override
  public void readSnapshot(long token, long snapshotId) {
    node.writer()
        .then(
            () -> {
              HeldSnapshot snapshot = held(snapshotId);
              node.reader().submit(() -> answerChunk(token, snapshot.next()));
            });
  }

  @Override
  public void closeSnapshot(long snapshotId) {
    node.writer()
        .then(
            () -> {
              HeldSnapshot snapshot = snapshots.remove(snapshotId);
              if (snapshot != null) {
                node.reader().submit(snapshot::close);
                dropWhatNobodyReads();
              }
            });
  }

  @Override
  public void noteAccepted(LogPosition position) {
    node.mark().noteAccepted(group, position);
  }

  /**
   * On the log writer's thread.
   *
   * @return whether the batch has to be written before anything else is added to it
   */
  boolean applyTo(RowBatch batch, LogWrite write) {
    for (LogOp op : write.ops()) {
      if (op instanceof LogOp.TruncateAfter truncate) {
        lowestTruncation = Math.min(lowestTruncation, truncate.index());
      } else if (op instanceof LogOp.SaveCheckpoint save && save.snapshotId() > 0) {
        snapshotWanted = save;
      }
    }
    log().apply(write, batch);
    return snapshotWanted != null;
  }

  /** On the log writer's thread, when everything up to the token is synced. */
  void committed(long token) {
    GroupLog now = log();
    now.committed();
    view = now.view();
    node.mark().notePromised(group, now.promise().epoch());
    LogOp.SaveCheckpoint wanted = snapshotWanted;
    if (wanted != null) {
      snapshots.put(wanted.snapshotId(), new HeldSnapshot(node.rocks(), now.view(), wanted.live()));
      snapshotWanted = null;
    }
    deadGenerations.addAll(now.takeAbandoned());
    dropWhatNobodyReads();
    if (!node.faults().isRaised()) {
      events.onSynced(token);
    }
  }

  void diskSpace(DiskSpace space) {
    if (!node.faults().isRaised()) {
      events.onDiskSpace(space);
    }
  }

  private void dropWhatNobodyReads() {
    if (!deadGenerations.isEmpty()) {
      List<Integer> unread = new ArrayList<>(deadGenerations);
      snapshots.values().forEach(snapshot -> unread.remove((Integer) snapshot.generation()));
      deadGenerations.removeAll(unread);
      dropGenerations(unread);
    }
    GroupLog now = log();
    if (snapshots.isEmpty() && now.base().offset() - droppedOffset >= DROP_BYTES) {
      droppedOffset = now.base().offset();
      dropFilesBelow(now.generation(), now.base().index());
    }
  }

  /** After the reads that were handed over before: files go regardless of snapshots. */
  private void dropFilesBelow(int generation, long baseIndex) {
    node.reader()
        .submit(
            () ->
                node.rocks()
                    .dropFilesBetween(
                        keys.log(),
                        keys.generation(generation),
                        keys.entry(generation, baseIndex + 1)));
  }

  private void dropGenerations(List<Integer> dead) {
    for (int generation : dead) {
      byte[] from = keys.generation(generation);
      byte[] to = keys.generation(generation + 1);
      node.reader()
          .submit(
              () -> {
                for (Family family : keys.families()) {
                  node.rocks().dropFilesBetween(family, from, to);
                }
                node.writer().writeRows(batch -> deleteRows(batch, from, to), () -> {});
              });
    }
  }

  private void deleteRows(RowBatch batch, byte[] from, byte[] to) {
    for (Family family : keys.families()) {
      batch.deleteRange(family, from, to);
    }
  }

  private void answerRead(
      LogView now, EntryCursor cursor, long token, long from, long to, int bytesMax) {
    List<Entry> entries = new ArrayList<>();
    int bytes = 0;
    for (long index = from; index <= Math.min(to, now.endIndex()); index++) {
      Entry entry = cursor.at(index);
      if (entry == null && isRightlyMissing(now, index)) {
        break;
      }
      if (entry == null) {
        reportDamage(index);
        return;
      }
      if (!entries.isEmpty() && bytes + entry.size() > bytesMax) {
        break;
      }
      entries.add(entry);
      bytes += entry.size();
    }
    if (!node.faults().isRaised()) {
      events.onRead(token, entries);
    }
  }

  /**
   * Reads beside the loop, for diagnosis; the caller waits. Entries that are trimmed or corrupt are
   * left out.
   *
   * @return contiguous entries from the index on, or from the first one held above it
   */
  public List<Entry> entries(long fromInclusive, long toInclusive, int entriesMax) {
    CompletableFuture<List<Entry>> answer = new CompletableFuture<>();
    node.reader()
        .submit(() -> answer.complete(heldEntries(fromInclusive, toInclusive, entriesMax)));
    try {
      return answer.get(READ_SECONDS_MAX, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while reading entries", e);
    } catch (ExecutionException | TimeoutException e) {
      throw new IllegalStateException("the store does not answer", e);
    }
  }

  private List<Entry> heldEntries(long from, long to, int entriesMax) {
    LogView now = view;
    List<Entry> entries = new ArrayList<>();
    if (now == null) {
      return entries;
    }
    int bytes = 0;
    try (EntryCursor cursor = new EntryCursor(node.rocks(), now, null)) {
      for (long index = from; index <= Math.min(to, now.endIndex()); index++) {
        Entry entry = now.corrupt().contains(index) ? null : cursor.at(index);
        boolean full = entries.size() >= entriesMax || bytes >= VERIFY_BYTES;
        if (full || (entry == null && !entries.isEmpty())) {
          break;
        }
        if (entry == null) {
          index = now.isKeptOnly(index) ? Math.max(index, now.baseIndex()) : index;
          continue;
        }
        entries.add(entry);
        bytes += entry.size();
      }
    }
    return entries;
  }

  /** Trimmed and not kept, or known to be corrupt: the answer ends before it. */
  private static boolean isRightlyMissing(LogView now, long index) {
    return now.isKeptOnly(index) || now.corrupt().contains(index);
  }

  private void answerChunk(long token, HeldSnapshot.Chunk chunk) {
    if (!node.faults().isRaised()) {
      events.onSnapshotChunk(token, chunk.rows(), chunk.entries(), chunk.last());
    }
  }

  /** Noted on disk first: the next start has to find it, and to say so. */
  private void reportDamage(long index) {
    String word =
        String.format(
            "entry %d of group %s in %s is not what was written; the node stops. Start it again: it"
                + " verifies its log and asks the other nodes for what is damaged",
            index, group, node.folder());
    node.writer().writeRows(log()::suspect, () -> node.faults().raise(word));
  }

  private void verifyInBackground(GroupLog found) {
    long to = found.verified().index();
    if (found.damage().isSuspect() || to <= found.base().index()) {
      return;
    }
    int generation = found.generation();
    ChainCheck check = new ChainCheck(node.rocks(), found.base());
    node.reader().verify(() -> verifySlice(check, generation, to));
  }

  private boolean verifySlice(ChainCheck check, int generation, long to) {
    LogView now = view;
    if (now == null || now.generation() != generation) {
      return false;
    }
    check.run(now, to, VERIFY_BYTES);
    IndexRanges damaged = check.corrupt().minus(now.corrupt());
    // What was truncated meanwhile was verified when its successor was written.
    if (!damaged.isEmpty() && damaged.first() <= lowestTruncation && isStillHeld(damaged.first())) {
      reportDamage(damaged.first());
      return false;
    }
    return check.next() <= Math.min(to, lowestTruncation);
  }

  private boolean isStillHeld(long index) {
    LogView now = view;
    return now != null && index > now.baseIndex();
  }

  private HeldSnapshot held(long snapshotId) {
    HeldSnapshot snapshot = snapshots.get(snapshotId);
    if (snapshot == null) {
      throw new CorruptEntryException("snapshot " + snapshotId + " is not open");
    }
    return snapshot;
  }

  /**
   * A row of the last durable checkpoint by the state machine's own key, read on the caller's
   * thread: from the disk, or from its cache. Null: there is no such row.
   */
  public byte @Nullable [] stateRow(byte[] key) {
    LogView now = view;
    return now == null ? null : node.rocks().get(Family.STATE, keys.state(now.generation(), key));
  }

  /** When no thread uses them any more. */
  void releaseSnapshots() {
    snapshots.values().forEach(HeldSnapshot::close);
    snapshots.clear();
  }

  /** Approximate, from any thread. */
  DiskUse diskUse() {
    LogView now = view;
    if (now == null) {
      return new DiskUse(0, 0, 0);
    }
    return new DiskUse(
        bytesIn(keys.log(), now), bytesIn(Family.KEPT, now), bytesIn(Family.STATE, now));
  }

  private long bytesIn(Family family, LogView now) {
    return node.rocks()
        .approximateBytes(
            family, keys.generation(now.generation()), keys.generation(now.generation() + 1));
  }

  private GroupLog log() {
    GroupLog recovered = log;
    if (recovered == null) {
      throw new IllegalStateException("the log of group " + group + " was not recovered first");
    }
    return recovered;
  }

  private static long bytesOf(LogWrite write) {
    long bytes = 0;
    for (LogOp op : write.ops()) {
      if (op instanceof LogOp.Append append) {
        bytes += bytesOfEntries(append.entries());
      } else if (op instanceof LogOp.Repair repair) {
        bytes += bytesOfEntries(repair.entries());
      } else if (op instanceof LogOp.SaveCheckpoint save) {
        bytes += bytesOfRows(save.rows());
      } else if (op instanceof LogOp.InstallChunk chunk) {
        bytes += bytesOfRows(chunk.rows()) + bytesOfEntries(chunk.kept());
      }
    }
    return bytes;
  }

  private static long bytesOfEntries(List<Entry> entries) {
    long bytes = 0;
    for (Entry entry : entries) {
      bytes += entry.size();
    }
    return bytes;
  }

  private static long bytesOfRows(List<Row> rows) {
    long bytes = 0;
    for (Row row : rows) {
      byte[] value = row.value();
      bytes += row.key().length + (value == null ? 0 : value.length);
    }
    return bytes;
  }
}

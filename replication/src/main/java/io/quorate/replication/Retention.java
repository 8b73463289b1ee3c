package io.quorate.replication;

import io.quorate.replication.model.Entry;
import io.quorate.replication.model.IndexRanges;
import io.quorate.replication.model.LogEnd;
import io.quorate.replication.model.Row;
import io.quorate.replication.model.SnapshotManifest;
import io.quorate.replication.port.DiskSpace;
import io.quorate.replication.port.LogOp;
import io.quorate.replication.port.StateMachine;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Saves the state from time to time, and moves the log's head behind it. What is still alive below
 * a new head is copied to the kept entries first; a kept entry goes once a durable checkpoint knows
 * it to be dead. Nobody's unacknowledged message holds the log.
 */
final class Retention {
  /** Of the log's bytes below a new head, at most this share may have to be copied. */
  private static final int FREED_PER_COPIED_MIN = 4;

  private record Checkpoint(long token, LogEnd end, IndexRanges live) {}

  private record Trim(LogEnd newBase, ArrayDeque<IndexRanges> toKeep) {}

  private final Group group;
  private LogEnd checkpoint;
  private long checkpointNanos;
  private @Nullable Checkpoint saving;
  private @Nullable Trim trim;
  private long nextSnapshotId = 1;
  private final TreeMap<Long, Long> openSnapshots = new TreeMap<>();

  Retention(Group group, LogEnd checkpoint) {
    this.group = group;
    this.checkpoint = checkpoint;
    this.checkpointNanos = group.now();
  }

  /** The state's last durable checkpoint. */
  LogEnd checkpoint() {
    return checkpoint;
  }

  void reset(LogEnd installed) {
    checkpoint = installed;
    checkpointNanos = group.now();
    saving = null;
    trim = null;
  }

  void onTick() {
    if (group.isSwitching()) {
      return;
    }
    if (saving == null && isCheckpointDue()) {
      save(0);
    }
    continueTrim();
  }

  void onSynced() {
    Checkpoint done = saving;
    if (done == null || !group.journal.isSynced(done.token)) {
      return;
    }
    saving = null;
    checkpoint = done.end;
    if (group.isSwitching()) {
      return;
    }
    IndexRanges dead = group.journal.kept().minus(done.live);
    if (!dead.isEmpty()) {
      group.journal.dropKept(dead);
    }
    if (trim == null) {
      trim = planTrim(done);
    }
    if (trim == null) {
      seekMark(done);
    }
  }

  private boolean isCheckpointDue() {
    LogEnd applied = group.applied();
    if (applied.index() == checkpoint.index()) {
      checkpointNanos = group.now();
      return false;
    }
    return applied.offset() - checkpoint.offset() >= group.limits().checkpointBytes()
        || group.now() - checkpointNanos >= group.limits().checkpointNanos();
  }

  private void save(long snapshotId) {
    LogEnd end = group.applied();
    StateMachine state = group.ports.stateMachine();
    List<Row> rows = new ArrayList<>();
    state.checkpoint(rows::add);
    IndexRanges live = state.liveBefore(end.index() + 1);
    SnapshotManifest manifest =
        new SnapshotManifest(
            end, group.journal.configAt(end.index()), state.digest(), group.genesis());
    group.journal.add(new LogOp.SaveCheckpoint(manifest, rows, snapshotId, live));
    saving = new Checkpoint(group.journal.token(), end, live);
    checkpointNanos = group.now();
  }

  // ── snapshots ──

  /**
   * A snapshot of the present state, to be read once its token is synced; null while one is saved.
   */
  @Nullable Snapshot openSnapshot() {
    if (saving != null) {
      return null;
    }
    long id = nextSnapshotId++;
    save(id);
    LogEnd end = group.applied();
    openSnapshots.put(id, end.index());
    return new Snapshot(
        id,
        group.journal.token(),
        new SnapshotManifest(
            end,
            group.journal.configAt(end.index()),
            group.ports.stateMachine().digest(),
            group.genesis()));
  }

  record Snapshot(long id, long token, SnapshotManifest manifest) {}

  void closeSnapshot(long id) {
    if (openSnapshots.remove(id) != null) {
      group.ports.store().closeSnapshot(id);
    }
  }

  // ── the head ──

  private @Nullable Trim planTrim(Checkpoint at) {
    LogEnd base = group.journal.base();
    boolean urgent = isUrgent();
    long upTo = at.end.index();
    if (!openSnapshots.isEmpty() && !urgent) {
      // Whoever receives a snapshot goes on from its end.
      upTo = Math.min(upTo, openSnapshots.values().stream().min(Long::compare).orElse(upTo));
    }
    LogEnd newBase = group.journal.markBefore(upTo, at.end.offset() - reachBytes());
    if (newBase == null || newBase.index() <= base.index()) {
      return null;
    }
    IndexRanges live = at.live.below(newBase.index() + 1).minus(IndexRanges.of(0, base.index()));
    if (live.meets(group.journal.corrupt())) {
      // An unreadable entry cannot be copied: the master has to mend it first.
      return null;
    }
    long freed = newBase.offset() - base.offset();
    long entryBytes = Math.max(1, freed / (newBase.index() - base.index()));
    boolean worthwhile = freed >= FREED_PER_COPIED_MIN * live.count() * entryBytes;
    return worthwhile || urgent ? new Trim(newBase, inChunks(live, entryBytes)) : null;
  }

  private boolean isUrgent() {
    return group.diskSpace() != DiskSpace.PLENTY;
  }

  private long reachBytes() {
    return isUrgent() ? 0 : group.limits().retainBytes();
  }

  /**
   * Where earlier lives of this process could have cut, it does not know. So one entry is read at
   * each checkpoint: somewhat below the place where the offset would be if all were equally long.
   */
  private void seekMark(Checkpoint at) {
    Journal journal = group.journal;
    LogEnd base = journal.base();
    LogEnd first = journal.firstMark();
    long offset = at.end.offset() - reachBytes();
    if (first == null || offset <= base.offset() || offset >= first.offset()) {
      return;
    }
    long between = first.index() - base.index() - 1;
    double share = (offset - base.offset()) / (double) (first.offset() - base.offset());
    if (between > 0) {
      long index = base.index() + Math.max(1, (long) (0.9 * share * between));
      group.reads.ifThere(index, index, found -> onMarkRead(at, found));
    }
  }

  private void onMarkRead(Checkpoint at, List<Entry> found) {
    found.forEach(entry -> group.journal.mark(entry.end()));
    if (trim == null && !group.isSwitching()) {
      trim = planTrim(at);
    }
  }

  private ArrayDeque<IndexRanges> inChunks(IndexRanges live, long entryBytes) {
    long perChunk = Math.max(1, group.limits().chunkBytesMax() / entryBytes);
    ArrayDeque<IndexRanges> chunks = new ArrayDeque<>();
    IndexRanges.Builder chunk = new IndexRanges.Builder();
    long room = perChunk;
    for (IndexRanges.Range range : live.ranges()) {
      for (long from = range.from(); from <= range.to(); ) {
        long to = Math.min(range.to(), from + room - 1);
        chunk.add(from, to);
        room -= to - from + 1;
        from = to + 1;
        if (room == 0) {
          chunks.add(chunk.build());
          chunk = new IndexRanges.Builder();
          room = perChunk;
        }
      }
    }
    if (room < perChunk) {
      chunks.add(chunk.build());
    }
    return chunks;
  }

  /** One chunk a tick: copying is never in a hurry. The head moves after the last one. */
  private void continueTrim() {
    Trim present = trim;
    if (present == null) {
      return;
    }
    IndexRanges next = present.toKeep.poll();
    if (next != null) {
      group.journal.keep(next);
      return;
    }
    trim = null;
    LogEnd newBase = present.newBase;
    if (newBase.index() > group.journal.base().index()
        && group.journal.outline().holds(newBase.position())) {
      group.journal.trim(newBase);
    }
  }
}

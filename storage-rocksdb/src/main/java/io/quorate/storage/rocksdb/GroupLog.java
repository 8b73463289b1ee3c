package io.quorate.storage.rocksdb;

import io.quorate.replication.model.Entry;
import io.quorate.replication.model.EntryType;
import io.quorate.replication.model.IndexRanges;
import io.quorate.replication.model.IndexRanges.Range;
import io.quorate.replication.model.LogEnd;
import io.quorate.replication.model.LogOutline;
import io.quorate.replication.model.LogOutline.EpochStart;
import io.quorate.replication.model.LogPosition;
import io.quorate.replication.model.Promise;
import io.quorate.replication.model.ReplicaSet;
import io.quorate.replication.model.Row;
import io.quorate.replication.model.SnapshotManifest;
import io.quorate.replication.port.LogOp;
import io.quorate.replication.port.LogWrite;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What the rows of one group say, and how each {@link LogOp} changes them. Built by recovery, from
 * then on used by the log writer's thread only. Looks into the database, never changes it: changes
 * go into the batch, and are in the database when {@link #committed} is called.
 */
final class GroupLog {
  /** What a start may have to verify before it serves: a fraction of a second. */
  private static final long UNVERIFIED_BYTES_MAX = 64L << 20;

  /** Up to this many neighbours are deleted one by one: range tombstones slow every later read. */
  private static final int POINT_DELETES_MAX = 16;

  private final RocksResources rocks;
  private final GroupKeys keys;

  private Generations generations;
  private Promise promise;
  private LogPosition truncated;

  private LogEnd base = LogEnd.START;
  private LogEnd end = LogEnd.START;
  private LogEnd verified = LogEnd.START;
  private @Nullable SnapshotManifest checkpoint;
  private IndexedRows epochStarts;
  private IndexedRows configs;
  private KeptIndex kept;
  private Damage damage;

  /** The end of what is in the database, as opposed to the batch. */
  private LogEnd written = LogEnd.START;

  /** Entries that are in the batch and not yet in the database. */
  private final List<Entry> unwritten = new ArrayList<>();

  private @Nullable KeptIndex keptInstalling;
  private final List<Integer> abandoned = new ArrayList<>();

  GroupLog(RocksResources rocks, GroupKeys keys) {
    this.rocks = rocks;
    this.keys = keys;
    byte[] row = rocks.get(Family.META, keys.generations());
    generations = row == null ? Generations.FIRST : RowCodec.generations(row);
    row = rocks.get(Family.META, keys.promise());
    promise = row == null ? Promise.NONE : RowCodec.promise(row);
    row = rocks.get(Family.META, keys.truncated());
    truncated = row == null ? LogPosition.START : RowCodec.position(row);
    epochStarts = new IndexedRows(keys, generation(), GroupKeys.EPOCH_START);
    configs = new IndexedRows(keys, generation(), GroupKeys.CONFIG);
    kept = new KeptIndex(keys, generation());
    damage = new Damage(keys, generation());
    loadGeneration();
  }

  private void loadGeneration() {
    byte[] from = keys.generation(generation());
    try (RowIterator rows =
        rocks.iterate(Family.META, from, keys.generation(generation() + 1), null)) {
      for (rows.seek(from); rows.isValid(); rows.next()) {
        load(keys.kindOf(rows.key()), rows.key(), rows.value());
      }
    }
    damage.load(rocks);
    written = end;
  }

  private void load(char kind, byte[] key, byte[] value) {
    switch (kind) {
      case GroupKeys.BASE -> base = RowCodec.logEnd(value);
      case GroupKeys.END -> end = RowCodec.logEnd(value);
      case GroupKeys.VERIFIED -> verified = RowCodec.logEnd(value);
      case GroupKeys.CHECKPOINT -> checkpoint = RowCodec.manifest(value);
      case GroupKeys.EPOCH_START -> epochStarts.loaded(GroupKeys.indexOf(key), value);
      case GroupKeys.CONFIG -> configs.loaded(GroupKeys.indexOf(key), value);
      case GroupKeys.KEPT -> kept.loaded(GroupKeys.indexOf(key), RowCodec.number(value));
      case GroupKeys.SUSPECT -> {} // Read by Damage.
      default ->
          throw new StartRefusedException(
              "a row of kind '" + kind + "' is unknown to this version: start a newer one");
    }
  }

  /** Adds the write's changes to the batch, in the order of its operations. */
  void apply(LogWrite write, RowBatch batch) {
    LogEnd before = end;
    for (LogOp op : write.ops()) {
      apply(op, batch);
    }
    if (!end.equals(before)) {
      batch.put(Family.META, keys.end(generation()), RowCodec.encode(end));
    }
    if (written.offset() - verified.offset() >= UNVERIFIED_BYTES_MAX) {
      setVerified(written, batch);
    }
  }

  private void apply(LogOp op, RowBatch batch) {
    if (op instanceof LogOp.Append append) {
      append(append.entries(), batch);
    } else if (op instanceof LogOp.SavePromise save) {
      savePromise(save.promise(), batch);
    } else if (op instanceof LogOp.TruncateAfter truncate) {
      truncateAfter(truncate.index(), batch);
    } else if (op instanceof LogOp.Repair repair) {
      repair(repair.entries(), batch);
    } else if (op instanceof LogOp.SaveCheckpoint save) {
      saveCheckpoint(save, batch);
    } else if (op instanceof LogOp.Keep keep) {
      keep(keep.entries(), batch);
    } else if (op instanceof LogOp.DropKept drop) {
      dropKept(drop.entries(), batch);
    } else if (op instanceof LogOp.TrimBefore trim) {
      trimBefore(trim.index(), batch);
    } else if (op instanceof LogOp.BeginInstall) {
      beginInstall(batch);
    } else if (op instanceof LogOp.InstallChunk chunk) {
      installChunk(chunk, batch);
    } else if (op instanceof LogOp.FinishInstall finish) {
      finishInstall(finish.manifest(), batch);
    } else if (op instanceof LogOp.AbandonInstall) {
      abandonInstall();
    }
  }

  private void savePromise(Promise saved, RowBatch batch) {
    require(saved.epoch() >= promise.epoch(), "promise %s after %s", saved, promise);
    promise = saved;
    batch.put(Family.META, keys.promise(), RowCodec.encode(saved));
  }

  private void append(List<Entry> entries, RowBatch batch) {
    for (Entry entry : entries) {
      require(entry.follows(end), "%s does not follow the log's end %s", entry, end);
      batch.put(keys.log(), keys.entry(generation(), entry.index()), entry.bytes());
      if (entry.epoch() != end.epoch()) {
        epochStarts.put(entry.index(), RowCodec.encode(entry.epoch()), batch);
      }
      if (entry.type() == EntryType.CONFIG) {
        configs.put(entry.index(), bytesOf(entry.payload()), batch);
      }
      unwritten.add(entry);
      end = entry.end();
    }
  }

  private void truncateAfter(long index, RowBatch batch) {
    require(index >= base.index(), "truncation after %d below the base %s", index, base);
    if (index >= end.index()) {
      return;
    }
    LogEnd newEnd = endAt(index);
    noteTruncated(batch);
    deleteEntries(keys.log(), new Range(index + 1, end.index()), batch);
    epochStarts.removeAbove(index, batch);
    configs.removeAbove(index, batch);
    damage.forget(IndexRanges.of(index + 1, end.index()), batch);
    unwritten.removeIf(entry -> entry.index() > index);
    end = newEnd;
    if (written.index() > index) {
      written = newEnd;
    }
    if (verified.index() > index) {
      setVerified(newEnd, batch);
    }
  }

  /** What was accepted up to here is gone by the rule of the log, not by loss. */
  private void noteTruncated(RowBatch batch) {
    if (end.position().isAfter(truncated)) {
      truncated = end.position();
      batch.put(Family.META, keys.truncated(), RowCodec.encode(truncated));
    }
  }

  private void repair(List<Entry> entries, RowBatch batch) {
    for (Entry entry : entries) {
      long index = entry.index();
      if (damage.corrupt().contains(index)) {
        LogEnd before = findEndAt(index - 1);
        boolean fits = before == null || entry.follows(before);
        require(fits && (index != end.index() || entry.end().equals(end)), "%s is alien", entry);
        damage.repair(entry, batch);
      }
    }
  }

  /**
   * From now on every start verifies the whole log, until all that is corrupt has been repaired.
   */
  void suspect(RowBatch batch) {
    damage.suspect(batch);
  }

  private void saveCheckpoint(LogOp.SaveCheckpoint save, RowBatch batch) {
    for (Row row : save.rows()) {
      putState(generation(), row, batch);
    }
    checkpoint = save.manifest();
    batch.put(Family.META, keys.checkpoint(generation()), RowCodec.encode(save.manifest()));
  }

  private void putState(int generation, Row row, RowBatch batch) {
    byte[] value = row.value();
    if (value == null) {
      batch.delete(Family.STATE, keys.state(generation, row.key()));
    } else {
      batch.put(Family.STATE, keys.state(generation, row.key()), value);
    }
  }

  private void keep(IndexRanges entries, RowBatch batch) {
    try (EntryCursor log = new EntryCursor(rocks, view(), null)) {
      for (Range range : entries.ranges()) {
        for (long index = range.from(); index <= range.to(); index++) {
          keep(index, log, batch);
        }
      }
    }
  }

  private void keep(long index, EntryCursor log, RowBatch batch) {
    if (kept.contains(index)) {
      return;
    }
    Entry entry = find(index, log);
    if (entry == null) {
      throw new IllegalStateException(
          "entry " + index + ", which is to be kept, cannot be read from a log of " + view());
    }
    batch.put(Family.KEPT, keys.kept(generation(), index), entry.bytes());
    kept.add(index, batch);
  }

  private void dropKept(IndexRanges entries, RowBatch batch) {
    for (Range range : entries.ranges()) {
      for (Range removed : kept.remove(range, batch)) {
        deleteEntries(Family.KEPT, removed, batch);
      }
    }
  }

  /**
   * Moves the base only. Files that lie below it as a whole are dropped later; a tombstone here
   * would overlap them and make compaction rewrite the log.
   */
  private void trimBefore(long index, RowBatch batch) {
    if (index - 1 <= base.index()) {
      return;
    }
    require(index - 1 <= end.index(), "trim before %d beyond the end %s", index, end);
    LogEnd newBase = endAt(index - 1);
    epochStarts.removeUpTo(index - 1, batch);
    configs.removeUpTo(index - 1, batch);
    damage.forget(IndexRanges.of(0, index - 1), batch);
    base = newBase;
    batch.put(Family.META, keys.base(generation()), RowCodec.encode(base));
    if (verified.index() < base.index()) {
      setVerified(base, batch);
    }
  }

  private void deleteEntries(Family family, Range range, RowBatch batch) {
    if (range.to() - range.from() >= POINT_DELETES_MAX) {
      batch.deleteRange(family, entryKey(family, range.from()), entryKey(family, range.to() + 1));
      return;
    }
    for (long index = range.from(); index <= range.to(); index++) {
      batch.delete(family, entryKey(family, index));
    }
  }

  private byte[] entryKey(Family family, long index) {
    return family.isLog() ? keys.entry(generation(), index) : keys.kept(generation(), index);
  }

  private void beginInstall(RowBatch batch) {
    abandonInstall();
    generations = generations.withNext();
    keptInstalling = new KeptIndex(keys, generations.highest());
    batch.put(Family.META, keys.generations(), RowCodec.encode(generations));
  }

  private void installChunk(LogOp.InstallChunk chunk, RowBatch batch) {
    KeptIndex target = installation();
    for (Row row : chunk.rows()) {
      putState(target.generation(), row, batch);
    }
    for (Entry entry : chunk.kept()) {
      batch.put(Family.KEPT, keys.kept(target.generation(), entry.index()), entry.bytes());
      if (!target.contains(entry.index())) {
        target.add(entry.index(), batch);
      }
    }
  }

  private void finishInstall(SnapshotManifest manifest, RowBatch batch) {
    noteTruncated(batch);
    kept = installation();
    keptInstalling = null;
    abandoned.add(generation());
    generations = generations.switchedTo(kept.generation());
    batch.put(Family.META, keys.generations(), RowCodec.encode(generations));

    base = manifest.end();
    end = base;
    written = base;
    unwritten.clear();
    checkpoint = manifest;
    epochStarts = new IndexedRows(keys, generation(), GroupKeys.EPOCH_START);
    configs = new IndexedRows(keys, generation(), GroupKeys.CONFIG);
    damage = new Damage(keys, generation());
    batch.put(Family.META, keys.base(generation()), RowCodec.encode(base));
    batch.put(Family.META, keys.end(generation()), RowCodec.encode(end));
    batch.put(Family.META, keys.checkpoint(generation()), RowCodec.encode(manifest));
    setVerified(base, batch);
  }

  private KeptIndex installation() {
    KeptIndex target = keptInstalling;
    if (target == null) {
      throw new IllegalStateException("a part of an installation that was never begun");
    }
    return target;
  }

  private void abandonInstall() {
    if (keptInstalling != null) {
      abandoned.add(keptInstalling.generation());
      keptInstalling = null;
    }
  }

  private void setVerified(LogEnd mark, RowBatch batch) {
    verified = mark;
    batch.put(Family.META, keys.verified(generation()), RowCodec.encode(mark));
  }

  /** The batch is in the database. */
  void committed() {
    unwritten.clear();
    written = end;
  }

  /** Generations that nobody will write again. */
  List<Integer> takeAbandoned() {
    List<Integer> taken = List.copyOf(abandoned);
    abandoned.clear();
    return taken;
  }

  private LogEnd endAt(long index) {
    LogEnd found = findEndAt(index);
    if (found == null) {
      throw new IllegalStateException(
          "entry " + index + ", where the log is to be cut, cannot be read from " + view());
    }
    return found;
  }

  private @Nullable LogEnd findEndAt(long index) {
    if (index == base.index()) {
      return base;
    }
    if (index == end.index()) {
      return end;
    }
    try (EntryCursor log = new EntryCursor(rocks, view(), null)) {
      Entry entry = find(index, log);
      return entry == null ? null : entry.end();
    }
  }

  private @Nullable Entry find(long index, EntryCursor log) {
    if (index <= written.index()) {
      return log.at(index);
    }
    for (Entry entry : unwritten) {
      if (entry.index() == index) {
        return entry;
      }
    }
    return null;
  }

  LogView view() {
    return new LogView(
        keys, generation(), base.index(), end.index(), damage.corrupt(), damage.repaired());
  }

  int generation() {
    return generations.current();
  }

  Generations generations() {
    return generations;
  }

  Promise promise() {
    return promise;
  }

  LogEnd base() {
    return base;
  }

  LogEnd end() {
    return end;
  }

  /** Up to here every entry was once found to be whole and to follow the one before. */
  LogEnd verified() {
    return verified;
  }

  /** The end, as far as a mark of accepted entries may complain about it. */
  LogPosition accountedFor() {
    return end.position().isAfter(truncated) ? end.position() : truncated;
  }

  Damage damage() {
    return damage;
  }

  IndexRanges kept() {
    return kept.ranges();
  }

  @Nullable SnapshotManifest checkpoint() {
    return checkpoint;
  }

  LogOutline outline() {
    List<EpochStart> starts = new ArrayList<>();
    epochStarts
        .all()
        .forEach((index, epoch) -> starts.add(new EpochStart(RowCodec.number(epoch), index)));
    return new LogOutline(base.position(), end.index(), starts);
  }

  SortedMap<Long, ReplicaSet> configs() {
    TreeMap<Long, ReplicaSet> decoded = new TreeMap<>();
    configs
        .all()
        .forEach((index, row) -> decoded.put(index, ReplicaSet.decode(ByteBuffer.wrap(row))));
    return decoded;
  }

  private static byte[] bytesOf(ByteBuffer payload) {
    byte[] bytes = new byte[payload.remaining()];
    payload.get(bytes);
    return bytes;
  }

  private static void require(boolean holds, String otherwise, Object... values) {
    if (!holds) {
      throw new IllegalStateException(String.format(otherwise, values));
    }
  }
}

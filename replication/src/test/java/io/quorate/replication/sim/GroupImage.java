package io.quorate.replication.sim;

import io.quorate.replication.model.Entry;
import io.quorate.replication.model.EntryType;
import io.quorate.replication.model.IndexRanges;
import io.quorate.replication.model.LogEnd;
import io.quorate.replication.model.LogOutline;
import io.quorate.replication.model.LogPosition;
import io.quorate.replication.model.Promise;
import io.quorate.replication.model.ReplicaSet;
import io.quorate.replication.model.Row;
import io.quorate.replication.model.SnapshotManifest;
import io.quorate.replication.port.LogOp;
import io.quorate.replication.port.StoredLog;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** What a disk holds of one group: as it is on the platter, or as its process believes it to be. */
public final class GroupImage {
  private record Installing(
      long snapshotId, SortedMap<byte[], byte[]> rows, SortedMap<Long, Entry> kept) {}

  private Promise promise = Promise.NONE;
  private LogEnd base = LogEnd.START;
  private final ArrayList<Entry> entries;
  private final TreeMap<Long, Entry> kept;
  private final TreeSet<Long> corrupt;
  private @Nullable SnapshotManifest checkpoint;
  private SortedMap<byte[], byte[]> rows;
  private @Nullable Installing installing;
  private LogPosition accepted = LogPosition.START;

  public GroupImage() {
    entries = new ArrayList<>();
    kept = new TreeMap<>();
    corrupt = new TreeSet<>();
    rows = noRows();
  }

  private GroupImage(GroupImage from) {
    promise = from.promise;
    base = from.base;
    entries = new ArrayList<>(from.entries);
    kept = new TreeMap<>(from.kept);
    corrupt = new TreeSet<>(from.corrupt);
    checkpoint = from.checkpoint;
    rows = new TreeMap<>(from.rows);
    accepted = from.accepted;
    if (from.installing != null) {
      installing =
          new Installing(
              from.installing.snapshotId,
              new TreeMap<>(from.installing.rows),
              new TreeMap<>(from.installing.kept));
    }
  }

  public GroupImage copy() {
    return new GroupImage(this);
  }

  public Promise promise() {
    return promise;
  }

  public LogEnd base() {
    return base;
  }

  public LogEnd end() {
    return entries.isEmpty() ? base : entries.get(entries.size() - 1).end();
  }

  public @Nullable SnapshotManifest checkpoint() {
    return checkpoint;
  }

  /** Of the entries above the base. */
  long logBytes() {
    return end().offset() - base.offset();
  }

  long keptBytes() {
    return kept.values().stream().mapToLong(Entry::size).sum();
  }

  public boolean holds(long index) {
    return index > base.index() && index <= end().index();
  }

  public boolean isCorrupt(long index) {
    return corrupt.contains(index);
  }

  /** An entry of the log, readable or not. */
  public Entry entry(long index) {
    return entries.get((int) (index - base.index() - 1));
  }

  /** The chain at an index of the log, or at its base. */
  public long chainAt(long index) {
    return index == base.index() ? base.chain() : entry(index).chain();
  }

  /**
   * The entry at this index, from the log or from the kept ones, or null if neither can be read.
   */
  public @Nullable Entry readable(long index) {
    if (holds(index) && !corrupt.contains(index)) {
      return entry(index);
    }
    return kept.get(index);
  }

  /** Entries side by side from an index on, as many as fit, one at least; none if that is gone. */
  public List<Entry> readable(long fromInclusive, long toInclusive, int bytesMax) {
    List<Entry> found = new ArrayList<>();
    int bytes = 0;
    for (long index = fromInclusive; index <= toInclusive; index++) {
      Entry entry = readable(index);
      if (entry == null || (!found.isEmpty() && bytes + entry.size() > bytesMax)) {
        break;
      }
      found.add(entry);
      bytes += entry.size();
    }
    return found;
  }

  public List<Row> rows() {
    return asRows(rows);
  }

  /** The value of one row, or null if there is none. */
  public byte @Nullable [] row(byte[] key) {
    return rows.get(key);
  }

  /** The rows of the generation being installed. */
  public List<Row> installingRows() {
    return installing == null ? List.of() : asRows(installing.rows);
  }

  public void perform(LogOp op) {
    if (op instanceof LogOp.SavePromise save) {
      promise = save.promise();
    } else if (op instanceof LogOp.TruncateAfter truncate) {
      truncateAfter(truncate.index());
    } else if (op instanceof LogOp.Append append) {
      append.entries().forEach(this::append);
    } else if (op instanceof LogOp.Repair repair) {
      repair.entries().forEach(this::repair);
    } else if (op instanceof LogOp.SaveCheckpoint save) {
      checkpoint = save.manifest();
      put(rows, save.rows());
    } else if (op instanceof LogOp.Keep keep) {
      keep(keep.entries());
    } else if (op instanceof LogOp.DropKept drop) {
      drop.entries()
          .ranges()
          .forEach(gone -> kept.subMap(gone.from(), true, gone.to(), true).clear());
    } else if (op instanceof LogOp.TrimBefore trim) {
      trimBefore(trim.index());
    } else if (op instanceof LogOp.BeginInstall begin) {
      installing = new Installing(begin.snapshotId(), noRows(), new TreeMap<>());
    } else if (op instanceof LogOp.InstallChunk chunk) {
      put(begun().rows, chunk.rows());
      chunk.kept().forEach(entry -> begun().kept.put(entry.index(), entry));
    } else if (op instanceof LogOp.FinishInstall finish) {
      finishInstall(finish.manifest());
    } else if (op instanceof LogOp.AbandonInstall) {
      installing = null;
    } else {
      throw new IllegalStateException("an operation that no disk knows: " + op);
    }
  }

  private void truncateAfter(long index) {
    if (index < base.index()) {
      throw new IllegalStateException(
          "truncate after " + index + ", but the log begins after " + base.position());
    }
    if (index < end().index()) {
      entries.subList((int) (index - base.index()), entries.size()).clear();
      corrupt.tailSet(index, false).clear();
    }
    lowerAccepted();
  }

  /** A truncated tail was given up, not lost. */
  private void lowerAccepted() {
    if (accepted.isAfter(end().position())) {
      accepted = end().position();
    }
  }

  private void append(Entry entry) {
    if (!entry.follows(end())) {
      throw new IllegalStateException(entry + " does not follow " + end());
    }
    entries.add(entry);
  }

  private void repair(Entry intact) {
    if (!holds(intact.index()) || !entry(intact.index()).position().equals(intact.position())) {
      throw new IllegalStateException(intact + " repairs nothing in " + outline());
    }
    entries.set((int) (intact.index() - base.index() - 1), intact);
    corrupt.remove(intact.index());
  }

  private void keep(IndexRanges ranges) {
    for (IndexRanges.Range range : ranges.ranges()) {
      for (long index = range.from(); index <= range.to(); index++) {
        kept.put(index, mustRead(index));
      }
    }
  }

  private Entry mustRead(long index) {
    Entry entry = readable(index);
    if (entry == null) {
      throw new IllegalStateException(
          "entry " + index + " is wanted but cannot be read; the log is " + outline());
    }
    return entry;
  }

  private void trimBefore(long index) {
    if (index > end().index() + 1) {
      throw new IllegalStateException("trim before " + index + ", but the log ends at " + end());
    }
    if (index - 1 > base.index()) {
      LogEnd newBase = entry(index - 1).end();
      entries.subList(0, (int) (index - 1 - base.index())).clear();
      corrupt.headSet(index, false).clear();
      base = newBase;
    }
  }

  private Installing begun() {
    if (installing == null) {
      throw new IllegalStateException("a part of an installation that was not begun");
    }
    return installing;
  }

  private void finishInstall(SnapshotManifest manifest) {
    Installing done = begun();
    base = manifest.end();
    entries.clear();
    corrupt.clear();
    kept.clear();
    kept.putAll(done.kept);
    rows = done.rows;
    checkpoint = manifest;
    installing = null;
    lowerAccepted();
  }

  /** The bodies that a snapshot of the state at hand needs. */
  public List<Entry> bodies(IndexRanges live) {
    List<Entry> bodies = new ArrayList<>();
    for (IndexRanges.Range range : live.ranges()) {
      for (long index = range.from(); index <= range.to(); index++) {
        bodies.add(mustRead(index));
      }
    }
    return bodies;
  }

  void accepted(LogPosition position) {
    accepted = position;
  }

  LogPosition accepted() {
    return accepted;
  }

  /** Bits that flip while nobody looks: the entry is still there, but cannot be read. */
  void rot(long index) {
    corrupt.add(index);
  }

  boolean hasRot() {
    return !corrupt.isEmpty();
  }

  /** What a careless store makes of rot: it takes the damaged entry for the torn end of the log. */
  void cutBeforeRot() {
    if (!corrupt.isEmpty()) {
      truncateAfter(corrupt.first() - 1);
    }
  }

  /** What a careless store does before a snapshot has arrived. */
  void emptyBeforeInstall() {
    entries.clear();
    kept.clear();
    rows.clear();
    corrupt.clear();
    base = LogEnd.START;
    checkpoint = null;
    accepted = LogPosition.START;
  }

  void checkpoint(@Nullable SnapshotManifest manifest) {
    checkpoint = manifest;
  }

  public LogOutline outline() {
    List<LogOutline.EpochStart> starts = new ArrayList<>();
    long epoch = base.epoch();
    for (Entry entry : entries) {
      if (entry.epoch() != epoch) {
        epoch = entry.epoch();
        starts.add(new LogOutline.EpochStart(epoch, entry.index()));
      }
    }
    return new LogOutline(base.position(), end().index(), starts);
  }

  public StoredLog recover() {
    IndexRanges.Builder keptBelow = new IndexRanges.Builder();
    kept.headMap(base.index(), true).keySet().forEach(keptBelow::add);
    IndexRanges.Builder unreadable = new IndexRanges.Builder();
    corrupt.forEach(unreadable::add);
    return new StoredLog(
        promise,
        base,
        end(),
        outline(),
        configs(),
        checkpoint,
        rows(),
        keptBelow.build(),
        unreadable.build(),
        accepted.isAfter(end().position()));
  }

  /** What a careless store says of its log: that its end is as new as the promise. */
  public StoredLog labelledWithPromise() {
    StoredLog stored = recover();
    LogOutline outline = stored.outline();
    if (entries.isEmpty() || promise.epoch() <= outline.last().epoch()) {
      return stored;
    }
    long last = outline.lastIndex();
    LogOutline labelled =
        outline.truncatedAfter(last - 1).appended(new LogPosition(promise.epoch(), last));
    return new StoredLog(
        stored.promise(),
        stored.base(),
        stored.end(),
        labelled,
        stored.configs(),
        stored.checkpoint(),
        stored.rows(),
        stored.kept(),
        stored.corrupt(),
        stored.lostAccepted());
  }

  private SortedMap<Long, ReplicaSet> configs() {
    TreeMap<Long, ReplicaSet> configs = new TreeMap<>();
    for (Entry entry : entries) {
      if (entry.type() == EntryType.CONFIG && !corrupt.contains(entry.index())) {
        configs.put(entry.index(), ReplicaSet.decode(entry.payload()));
      }
    }
    return configs;
  }

  private static SortedMap<byte[], byte[]> noRows() {
    return new TreeMap<>(Arrays::compareUnsigned);
  }

  private static void put(SortedMap<byte[], byte[]> into, List<Row> rows) {
    for (Row row : rows) {
      byte[] value = row.value();
      if (value == null) {
        into.remove(row.key());
      } else {
        into.put(row.key(), value);
      }
    }
  }

  private static List<Row> asRows(SortedMap<byte[], byte[]> from) {
    List<Row> rows = new ArrayList<>();
    from.forEach((key, value) -> rows.add(new Row(key, value)));
    return rows;
  }
}

package io.quorate.replication;

import io.quorate.replication.model.Entry;
import io.quorate.replication.model.EntryType;
import io.quorate.replication.model.IndexRanges;
import io.quorate.replication.model.LogEnd;
import io.quorate.replication.model.LogOutline;
import io.quorate.replication.model.Promise;
import io.quorate.replication.model.ReplicaSet;
import io.quorate.replication.model.SnapshotManifest;
import io.quorate.replication.port.LogOp;
import io.quorate.replication.port.LogStore;
import io.quorate.replication.port.LogWrite;
import io.quorate.replication.port.StoredLog;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What this node knows of its own log: its shape, its recent entries, what of it is on disk, and
 * the changes of this turn that are not yet written. Changes take effect here at once and are
 * written by {@link #flush}; nobody may be told of them before {@link #isSynced} says so.
 */
final class Journal {
  private record Pending(long token, long lastIndex) {}

  private final LogStore store;
  private final long cacheBytesMax;
  private final long markBytes;

  private final EntryCache cache = new EntryCache();
  private final TreeMap<Long, ReplicaSet> configs = new TreeMap<>();
  private final ArrayDeque<Pending> pending = new ArrayDeque<>();

  /** Ends of the log at every so many bytes, ascending: the places where a trim may cut. */
  private final ArrayDeque<LogEnd> marks = new ArrayDeque<>();

  private final List<LogOp> turn = new ArrayList<>();
  private final List<Entry> turnEntries = new ArrayList<>();

  private Promise promise;
  private LogEnd base;
  private LogEnd end;
  private LogOutline outline;
  private IndexRanges corrupt;
  private IndexRanges kept;
  private long nextToken = 1;
  private long syncedToken = 0;
  private long syncedIndex;
  private long progressNanos;

  Journal(LogStore store, Limits limits, StoredLog stored) {
    this.store = store;
    this.cacheBytesMax = limits.cacheBytesMax();
    this.markBytes = Math.max(1, limits.retainBytes() / 16);
    promise = stored.promise();
    base = stored.base();
    end = stored.end();
    outline = stored.outline();
    corrupt = stored.corrupt();
    kept = stored.kept();
    syncedIndex = end.index();
    configs.putAll(stored.configs());
    SnapshotManifest checkpoint = stored.checkpoint();
    if (checkpoint != null) {
      configs.putIfAbsent(base.index(), checkpoint.config());
      configs.put(checkpoint.end().index(), checkpoint.config());
      if (checkpoint.end().index() > base.index()) {
        marks.add(checkpoint.end());
      }
    }
  }

  // ── what is known ──

  Promise promise() {
    return promise;
  }

  LogEnd base() {
    return base;
  }

  LogEnd end() {
    return end;
  }

  LogOutline outline() {
    return outline;
  }

  IndexRanges corrupt() {
    return corrupt;
  }

  IndexRanges kept() {
    return kept;
  }

  boolean isEmpty() {
    return end.index() == 0;
  }

  long lastIndex() {
    return end.index();
  }

  /** The replica set in effect: the last one in the log, committed or not. */
  ReplicaSet config() {
    return configs.isEmpty() ? ReplicaSet.NONE : configs.lastEntry().getValue();
  }

  long configIndex() {
    return configs.isEmpty() ? 0 : configs.lastKey();
  }

  ReplicaSet configAt(long index) {
    var entry = configs.floorEntry(index);
    return entry == null ? ReplicaSet.NONE : entry.getValue();
  }

  /** The first replica set of all, while it is still in this log. */
  byte @Nullable [] genesis() {
    ReplicaSet first = configs.get(1L);
    return first == null ? null : first.encode();
  }

  @Nullable Entry cached(long index) {
    return cache.get(index);
  }

  /** How the log ended at this index, if that can be said without reading. */
  @Nullable LogEnd endAt(long index) {
    if (index == end.index()) {
      return end;
    }
    if (index == base.index()) {
      return base;
    }
    Entry entry = cache.get(index);
    return entry == null ? null : entry.end();
  }

  /** The highest place at or below the index and the byte offset where a trim may cut. */
  @Nullable LogEnd markBefore(long index, long offset) {
    LogEnd best = null;
    for (LogEnd mark : marks) {
      if (mark.index() >= index || mark.offset() > offset) {
        break;
      }
      best = mark;
    }
    return best;
  }

  /** The lowest place above the base where a trim may cut. */
  @Nullable LogEnd firstMark() {
    return marks.peekFirst();
  }

  /** Here, too, if the log still holds it: below all other places, and found by reading. */
  void mark(LogEnd found) {
    LogEnd first = marks.peekFirst();
    boolean isLowest = first == null || found.index() < first.index();
    if (isLowest && found.index() > base.index() && outline.holds(found.position())) {
      marks.addFirst(found);
    }
  }

  // ── changes of this turn ──

  void savePromise(Promise next) {
    Invariant.check(next.epoch() > promise.epoch(), "I1: promise %s after %s", next, promise);
    promise = next;
    closeEntries();
    turn.add(new LogOp.SavePromise(next));
  }

  void append(Entry entry) {
    Invariant.check(entry.follows(end), "I3: %s does not follow %s", entry, end);
    cache.append(entry);
    turnEntries.add(entry);
    outline = outline.appended(entry.position());
    if (entry.type() == EntryType.CONFIG) {
      configs.put(entry.index(), ReplicaSet.decode(entry.payload()));
    }
    LogEnd lastMark = marks.isEmpty() ? base : marks.getLast();
    if (end.offset() - lastMark.offset() >= markBytes) {
      marks.add(end);
    }
    end = entry.end();
  }

  /** Removes the entries after {@code last}, which the log is known to hold. */
  void truncateAfter(LogEnd last) {
    Invariant.check(
        outline.holds(last.position()), "I3: cut after %s, log is %s", last.position(), outline);
    LogEnd known = endAt(last.index());
    Invariant.check(known == null || known.chain() == last.chain(), "I3: chain at %s", last);
    closeEntries();
    turn.add(new LogOp.TruncateAfter(last.index()));
    cache.truncateAfter(last.index());
    configs.tailMap(last.index(), false).clear();
    marks.removeIf(mark -> mark.index() > last.index());
    corrupt = corrupt.below(last.index() + 1);
    outline = outline.truncatedAfter(last.index());
    end = last;
    syncedIndex = Math.min(syncedIndex, last.index());
    capPending(last.index());
  }

  /** Writes on their way that reached further no longer say anything about what lies above. */
  private void capPending(long index) {
    List<Pending> capped =
        pending.stream().map(p -> new Pending(p.token, Math.min(p.lastIndex, index))).toList();
    pending.clear();
    pending.addAll(capped);
  }

  /** Puts intact copies where the store found corrupt ones. */
  void repair(List<Entry> entries) {
    closeEntries();
    turn.add(new LogOp.Repair(List.copyOf(entries)));
    for (Entry entry : entries) {
      corrupt = corrupt.minus(IndexRanges.of(entry.index(), entry.index()));
      if (entry.type() == EntryType.CONFIG) {
        configs.put(entry.index(), ReplicaSet.decode(entry.payload()));
      }
    }
  }

  void keep(IndexRanges entries) {
    turn.add(new LogOp.Keep(entries));
    kept = kept.plus(entries);
  }

  void dropKept(IndexRanges entries) {
    turn.add(new LogOp.DropKept(entries));
    kept = kept.minus(entries);
  }

  /** Moves the head to just after {@code newBase}. */
  void trim(LogEnd newBase) {
    Invariant.check(
        newBase.index() > base.index() && outline.holds(newBase.position()),
        "trim to %s, log is %s",
        newBase,
        outline);
    closeEntries();
    turn.add(new LogOp.TrimBefore(newBase.index() + 1));
    ReplicaSet configAtBase = configAt(newBase.index());
    configs.headMap(newBase.index(), true).clear();
    configs.put(newBase.index(), configAtBase);
    marks.removeIf(mark -> mark.index() <= newBase.index());
    corrupt = corrupt.minus(IndexRanges.of(0, newBase.index()));
    outline = outline.trimmedTo(newBase.position());
    base = newBase;
  }

  /** Any change that leaves the log's entries alone. */
  void add(LogOp op) {
    closeEntries();
    turn.add(op);
  }

  /** A new generation is in place, and synced: the log is empty and begins after the snapshot. */
  void adopt(SnapshotManifest manifest, IndexRanges keptBySnapshot) {
    Invariant.check(turnEntries.isEmpty(), "I16: entries were appended under a snapshot");
    base = manifest.end();
    end = manifest.end();
    outline = new LogOutline(base.position(), base.index(), List.of());
    corrupt = IndexRanges.NONE;
    kept = keptBySnapshot;
    cache.clear();
    marks.clear();
    configs.clear();
    configs.put(base.index(), manifest.config());
    syncedIndex = end.index();
    capPending(end.index());
  }

  // ── the disk ──

  /** The write on which everything done so far depends. */
  long token() {
    return turn.isEmpty() && turnEntries.isEmpty() ? nextToken - 1 : nextToken;
  }

  boolean isSynced(long token) {
    return token <= syncedToken;
  }

  /** The last entry of our own that is on disk. */
  long syncedIndex() {
    return syncedIndex;
  }

  void flush(long nowNanos) {
    closeEntries();
    if (turn.isEmpty()) {
      return;
    }
    if (pending.isEmpty()) {
      progressNanos = nowNanos;
    }
    LogWrite write = new LogWrite(nextToken++, turn);
    turn.clear();
    pending.add(new Pending(write.token(), end.index()));
    store.write(write);
  }

  void onSynced(long token, long nowNanos) {
    Invariant.check(token < nextToken, "synced %d, never written", token);
    progressNanos = nowNanos;
    syncedToken = Math.max(syncedToken, token);
    while (!pending.isEmpty() && pending.peek().token <= token) {
      syncedIndex = Math.max(syncedIndex, pending.remove().lastIndex);
    }
  }

  /** How long the disk has made no progress although it has something to do. */
  long stalledNanos(long nowNanos) {
    return pending.isEmpty() ? 0 : nowNanos - progressNanos;
  }

  /** After a pause of our own: the disk may have been done long ago. */
  void forgiveStall(long nowNanos) {
    progressNanos = nowNanos;
  }

  void shrinkCache(long appliedIndex) {
    cache.shrink(cacheBytesMax, Math.min(syncedIndex, appliedIndex) + 1);
  }

  private void closeEntries() {
    if (!turnEntries.isEmpty()) {
      turn.add(new LogOp.Append(List.copyOf(turnEntries)));
      turnEntries.clear();
    }
  }
}

package io.quorate.replication;

import io.quorate.replication.model.Entry;
import io.quorate.replication.model.LogEnd;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.function.Consumer;

/** Entries for whoever needs them: from memory at once, else from the store, a chunk at a time. */
final class EntryReads {
  /** What to do with entries and the end of the log before them. */
  interface Reader {
    void accept(LogEnd before, List<Entry> entries);
  }

  private final Group group;
  private final TreeMap<Long, Consumer<List<Entry>>> waiting = new TreeMap<>();
  private long nextToken = 1;

  EntryReads(Group group) {
    this.group = group;
  }

  /** Reads the entries after an index that the log holds or is based on, one chunk at most. */
  void after(long index, long toInclusive, Reader reader) {
    LogEnd known = group.journal.endAt(index);
    if (known != null) {
      after(known, toInclusive, reader);
    } else {
      from(
          index,
          toInclusive,
          entries -> reader.accept(entries.get(0).end(), entries.subList(1, entries.size())));
    }
  }

  void after(LogEnd before, long toInclusive, Reader reader) {
    from(before.index() + 1, toInclusive, entries -> reader.accept(before, entries));
  }

  /** Reads entries of which the first is known to be there. */
  void from(long fromInclusive, long toInclusive, Consumer<List<Entry>> reader) {
    ifThere(
        fromInclusive,
        toInclusive,
        entries -> {
          Invariant.check(
              !entries.isEmpty(), "entry %d is in the log, but the store has none", fromInclusive);
          reader.accept(entries);
        });
  }

  /** Reads what is left of these entries: none if the first is gone. */
  void ifThere(long fromInclusive, long toInclusive, Consumer<List<Entry>> reader) {
    List<Entry> cached = cached(fromInclusive, toInclusive);
    if (!cached.isEmpty()) {
      reader.accept(cached);
      return;
    }
    long token = nextToken();
    waiting.put(token, reader);
    // What this turn has appended must be in the store's queue before it is asked.
    group.journal.flush(group.now());
    group.ports.store().read(token, fromInclusive, toInclusive, group.limits().chunkBytesMax());
  }

  /** Of the next question to the store. */
  long nextToken() {
    return nextToken++;
  }

  /** As many of these entries as are at hand, one chunk at most. */
  List<Entry> cached(long fromInclusive, long toInclusive) {
    List<Entry> entries = new ArrayList<>();
    long bytes = 0;
    for (long index = fromInclusive; index <= toInclusive; index++) {
      Entry entry = group.journal.cached(index);
      if (entry == null) {
        break;
      }
      bytes += entry.size();
      if (bytes > group.limits().chunkBytesMax() && !entries.isEmpty()) {
        break;
      }
      entries.add(entry);
    }
    return entries;
  }

  void onRead(long token, List<Entry> entries) {
    Consumer<List<Entry>> reader = waiting.remove(token);
    Invariant.check(reader != null, "read %d was never asked for", token);
    if (reader != null) {
      reader.accept(entries);
    }
  }
}

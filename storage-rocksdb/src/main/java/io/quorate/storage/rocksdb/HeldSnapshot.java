package io.quorate.storage.rocksdb;

import io.quorate.replication.model.CorruptEntryException;
import io.quorate.replication.model.Entry;
import io.quorate.replication.model.IndexRanges;
import io.quorate.replication.model.IndexRanges.Range;
import io.quorate.replication.model.Row;
import java.util.ArrayList;
import java.util.List;
import org.rocksdb.Snapshot;

/**
 * A checkpoint held open for a replica: its rows, then the bodies it needs. Opened by the log
 * writer, read and closed by the reader.
 */
final class HeldSnapshot {
  /** What one read returns: a message is not to exceed 1 MiB by more than its last entry. */
  private static final int CHUNK_BYTES = (1 << 20) - (16 << 10);

  record Chunk(List<Row> rows, List<Entry> entries, boolean last) {}

  private final RocksResources rocks;
  private final LogView view;
  private final Snapshot snapshot;
  private final StateCursor state;
  private final List<Range> bodies;
  private int range;
  private long nextInRange;

  HeldSnapshot(RocksResources rocks, LogView view, IndexRanges bodies) {
    this.rocks = rocks;
    this.view = view;
    this.snapshot = rocks.snapshot();
    this.state = new StateCursor(rocks, view.keys(), view.generation(), snapshot);
    this.bodies = bodies.ranges();
    this.nextInRange = bodies.isEmpty() ? 0 : bodies.first();
  }

  Chunk next() {
    List<Row> rows = state.isExhausted() ? List.of() : state.next(CHUNK_BYTES);
    List<Entry> entries = state.isExhausted() && rows.isEmpty() ? nextBodies() : List.of();
    return new Chunk(rows, entries, state.isExhausted() && range == bodies.size());
  }

  private List<Entry> nextBodies() {
    List<Entry> chunk = new ArrayList<>();
    int bytes = 0;
    try (EntryCursor log = new EntryCursor(rocks, view, snapshot)) {
      while (range < bodies.size()) {
        Entry entry = log.at(nextInRange);
        if (entry == null) {
          throw new CorruptEntryException(
              "entry " + nextInRange + ", which a snapshot needs, cannot be read");
        }
        if (!chunk.isEmpty() && bytes + entry.size() > CHUNK_BYTES) {
          return chunk;
        }
        chunk.add(entry);
        bytes += entry.size();
        advance();
      }
    }
    return chunk;
  }

  private void advance() {
    if (nextInRange < bodies.get(range).to()) {
      nextInRange++;
    } else {
      range++;
      nextInRange = range < bodies.size() ? bodies.get(range).from() : 0;
    }
  }

  int generation() {
    return view.generation();
  }

  void close() {
    rocks.release(snapshot);
  }
}

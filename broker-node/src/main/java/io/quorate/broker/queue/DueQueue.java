package io.quorate.broker.queue;

import io.quorate.replication.model.Row;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** What waits for its time: delayed messages, or messages whose back-off runs. */
final class DueQueue {
  /**
   * Ordered by due time, then by sequence; the two together are unique. A field that is the same
   * for all costs nothing.
   *
   * @param sourceId or a topic's id
   * @param ref a delayed message's place, or whatever else the owner keeps here
   * @param expiresMillis 0: never
   */
  record Due(
      long dueMillis,
      long sequence,
      long sourceId,
      long ref,
      int band,
      long bytes,
      long expiresMillis) {}

  private static final int DUE = 0;
  private static final int SEQUENCE = 1;
  private static final int SOURCE = 2;
  private static final int REF = 3;
  private static final int BAND = 4;
  private static final int BYTES = 5;
  private static final int EXPIRES = 6;
  private static final int COLUMNS = 7;

  private final long salt;
  private final Table waiting;
  private long digest;

  DueQueue(RowPrefix prefix, Pages pages) {
    salt = prefix.hash();
    waiting = Table.ofTwoKeys(prefix, pages, COLUMNS);
  }

  void add(Due due) {
    if (seek(due.dueMillis, due.sequence)) {
      throw new IllegalArgumentException("waits already: " + due);
    }
    waiting.insert(
        due.dueMillis, due.sequence, due.sourceId, due.ref, due.band, due.bytes, due.expiresMillis);
    digest += hash(due);
  }

  /** Null: it is not there. */
  @Nullable Due remove(long dueMillis, long sequence) {
    return seek(dueMillis, sequence) ? remove() : null;
  }

  /** Removes all of one source and reports them. Looks at every element. */
  void removeAll(long sourceId, Consumer<Due> removed) {
    waiting.rewind();
    while (waiting.next()) {
      if (waiting.get(SOURCE) == sourceId) {
        removed.accept(remove());
      }
    }
  }

  private Due remove() {
    Due due = here();
    waiting.remove();
    digest -= hash(due);
    return due;
  }

  @Nullable Due first() {
    waiting.rewind();
    return waiting.next() ? here() : null;
  }

  /** The first one behind these two, there or not; null: none. */
  @Nullable Due after(long dueMillis, long sequence) {
    waiting.seek(dueMillis, sequence);
    return waiting.next() ? here() : null;
  }

  /** {@code Long.MAX_VALUE}: never. */
  long nextDueMillis() {
    waiting.rewind();
    return waiting.next() ? waiting.get(DUE) : Long.MAX_VALUE;
  }

  private boolean seek(long dueMillis, long sequence) {
    return waiting.seek(dueMillis, sequence)
        && waiting.get(DUE) == dueMillis
        && waiting.get(SEQUENCE) == sequence;
  }

  private Due here() {
    return new Due(
        waiting.get(DUE),
        waiting.get(SEQUENCE),
        waiting.get(SOURCE),
        waiting.get(REF),
        (int) waiting.get(BAND),
        waiting.get(BYTES),
        waiting.get(EXPIRES));
  }

  long size() {
    return waiting.size();
  }

  /** Of each element. */
  long digest() {
    return digest;
  }

  private long hash(Due due) {
    long when = FactHash.of(salt, due.dueMillis, due.sequence, due.expiresMillis);
    return FactHash.of(when, due.sourceId, due.ref, due.bytes * Position.BANDS + due.band);
  }

  void snapshot(Consumer<Row> rows) {
    waiting.snapshot(rows);
  }

  /** Takes one of its rows, in any order, and reports what it holds. */
  void load(byte[] key, byte[] value, Consumer<Due> loaded) {
    Tuples tuples = waiting.load(key, value);
    for (int slot = 0; tuples != null && slot < tuples.size(); slot++) {
      Due due =
          new Due(
              tuples.get(slot, DUE),
              tuples.get(slot, SEQUENCE),
              tuples.get(slot, SOURCE),
              tuples.get(slot, REF),
              (int) tuples.get(slot, BAND),
              tuples.get(slot, BYTES),
              tuples.get(slot, EXPIRES));
      digest += hash(due);
      loaded.accept(due);
    }
  }
}

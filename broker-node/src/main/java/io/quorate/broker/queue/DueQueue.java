package io.quorate.broker.queue;

import io.quorate.replication.model.Row;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** What waits for its time: delayed messages, or messages whose back-off runs. */
@SuppressWarnings("DoNotCallSuggester")
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

  DueQueue(RowPrefix prefix, Pages pages) {
    throw new UnsupportedOperationException(prefix + " " + (pages == null));
  }

  void add(Due due) {
    throw new UnsupportedOperationException();
  }

  /** Null: it is not there. */
  @Nullable Due remove(long dueMillis, long sequence) {
    throw new UnsupportedOperationException();
  }

  /** Removes all of one source and reports them. Looks at every element. */
  void removeAll(long sourceId, Consumer<Due> removed) {
    throw new UnsupportedOperationException();
  }

  @Nullable Due first() {
    throw new UnsupportedOperationException();
  }

  /** The first one behind these two, there or not; null: none. */
  @Nullable Due after(long dueMillis, long sequence) {
    throw new UnsupportedOperationException();
  }

  /** {@code Long.MAX_VALUE}: never. */
  long nextDueMillis() {
    throw new UnsupportedOperationException();
  }

  long size() {
    throw new UnsupportedOperationException();
  }

  long digest() {
    throw new UnsupportedOperationException();
  }

  void snapshot(Consumer<Row> rows) {
    throw new UnsupportedOperationException();
  }

  /** Takes one of its rows, in any order, and reports what it holds. */
  void load(byte[] key, byte[] value, Consumer<Due> loaded) {
    throw new UnsupportedOperationException();
  }
}

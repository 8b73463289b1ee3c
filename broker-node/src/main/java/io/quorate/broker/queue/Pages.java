package io.quorate.broker.queue;

import io.quorate.replication.model.Row;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What the tables of one state share: which of them changed since the last checkpoint, and how much
 * of the long ones may stay in memory. What is paged out, and when, changes no answer.
 *
 * <p>A chunk may go once its row is durable: if it has not changed since the checkpoint before the
 * last one. Ends of a table stay, since messages come and go there; a table too short to have a
 * middle is not counted.
 */
final class Pages {
  static final long BYTES_MAX_DEFAULT = 64L << 20;

  /** So many chunks at either end of a table stay. */
  static final int ENDS = 2;

  /** So many that were read back stay, however small the budget: two readers must not alternate. */
  private static final int READ_BACK_MIN = 32;

  private record ReadBack(Table table, Chunk chunk) {}

  private final RowReader reader;
  private final long bytesMax;
  private final List<Table> changed = new ArrayList<>();
  private final List<byte[]> goneKeys = new ArrayList<>();
  private final List<Table> longTables = new ArrayList<>();
  private final ArrayDeque<ReadBack> readBack = new ArrayDeque<>();
  private int checkpoint;

  /** Of long tables, as of the last checkpoint, and what was read back since. */
  private long bytes;

  Pages(RowReader reader, long bytesMax) {
    this.reader = reader;
    this.bytesMax = bytesMax;
  }

  /** Everything stays in memory. */
  static Pages unlimited() {
    return new Pages(key -> null, Long.MAX_VALUE);
  }

  /**
   * Hands over every row of every table that changed since the last call. Whatever the last call
   * handed over is durable by now.
   */
  void checkpoint(Consumer<Row> rows) {
    checkpoint++;
    goneKeys.forEach(key -> rows.accept(new Row(key, null)));
    goneKeys.clear();
    changed.forEach(table -> table.takeChanged(rows, checkpoint));
    changed.clear();
    pageOut();
  }

  /** The tables are about to be replaced. */
  void reset() {
    changed.clear();
    goneKeys.clear();
    longTables.clear();
    readBack.clear();
    bytes = 0;
  }

  long bytes() {
    return bytes;
  }

  // ── for tables ──

  void changed(Table table) {
    changed.add(table);
  }

  void gone(byte[] key) {
    goneKeys.add(key);
  }

  void hasBecomeLong(Table table) {
    longTables.add(table);
  }

  byte[] read(byte[] key) {
    byte @Nullable [] row = reader.read(key);
    if (row == null) {
      throw new IllegalStateException(
          "a chunk of " + RowPrefix.of(key) + " was expected in the last checkpoint, found none");
    }
    return row;
  }

  void readBack(Table table, Chunk chunk, Tuples tuples) {
    bytes += tuples.heapBytes();
    readBack.add(new ReadBack(table, chunk));
    while (bytes > bytesMax && readBack.size() > READ_BACK_MIN) {
      ReadBack oldest = readBack.remove();
      if (oldest.table.isLong()) {
        drop(oldest.chunk);
      }
    }
  }

  /** What was loaded is durable, whatever the last checkpoint. */
  void loaded(Table table, Chunk chunk, Tuples tuples) {
    chunk.checkpoint = checkpoint - 1;
    bytes += tuples.heapBytes();
    if (bytes > bytesMax && table.isLong()) {
      drop(chunk);
    }
  }

  /** From the back: what is at the front is needed first. */
  private void pageOut() {
    longTables.removeIf(table -> !table.staysLong());
    bytes = 0;
    longTables.forEach(table -> bytes += table.heapBytes());
    for (Table table : longTables) {
      Chunks chunks = table.chunks();
      for (int at = chunks.count() - 1 - ENDS; at >= ENDS && bytes > bytesMax; at--) {
        drop(chunks.at(at));
      }
    }
    readBack.removeIf(read -> read.chunk.tuples == null);
  }

  private void drop(Chunk chunk) {
    Tuples tuples = chunk.tuples;
    if (tuples != null && !chunk.changed && chunk.stored && chunk.checkpoint < checkpoint) {
      bytes -= tuples.heapBytes();
      chunk.tuples = null;
    }
  }
}

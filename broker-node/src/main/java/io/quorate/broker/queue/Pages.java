package io.quorate.broker.queue;

import io.quorate.replication.model.Row;
import java.util.function.Consumer;

/**
 * What the chunked structures of one state share: which of them changed since the last checkpoint,
 * and how much of them may stay in memory.
 */
@SuppressWarnings("DoNotCallSuggester")
final class Pages {
  static final long BYTES_MAX_DEFAULT = 64L << 20;

  private final RowReader reader;
  private final long bytesMax;

  Pages(RowReader reader, long bytesMax) {
    this.reader = reader;
    this.bytesMax = bytesMax;
  }

  /** Hands over every row of every structure that changed since the last call. */
  void checkpoint(Consumer<Row> rows) {
    throw new UnsupportedOperationException(reader + " " + bytesMax + (rows == null));
  }

  /** The structures are about to be replaced: nothing changed, nothing is kept. */
  void reset() {}
}

package io.quorate.broker.queue;

import org.jspecify.annotations.Nullable;

/**
 * Reads single rows of the state's last durable checkpoint. Answers for every row that was loaded,
 * and for every row that was handed over at a checkpoint before the last one.
 */
public interface RowReader {
  /** Blocks for a read of the disk or of its cache. Null: there is no such row. */
  byte @Nullable [] read(byte[] key);
}

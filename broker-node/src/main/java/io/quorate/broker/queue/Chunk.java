package io.quorate.broker.queue;

import org.jspecify.annotations.Nullable;

/** What a table knows of some of its tuples, be they in memory or not. They are one row. */
final class Chunk {
  /** Never given twice within a table between two loads. */
  final long id;

  /** No key in here is smaller, and every key in the chunks before is. */
  long low;

  long secondLow;

  int size;

  /** No value but 0 of the column that the table watches is smaller. */
  long least = Long.MAX_VALUE;

  /** Null: paged out. */
  @Nullable Tuples tuples;

  /** Not handed over since it changed. */
  boolean changed;

  /** Handed over once, so that somebody has a row. */
  boolean stored;

  /** The last checkpoint at which it was handed over. */
  int checkpoint;

  Chunk(long id, Tuples tuples) {
    this.id = id;
    this.tuples = tuples;
    this.size = tuples.size();
  }

  void setLow(long key, long secondKey) {
    low = key;
    secondLow = secondKey;
  }

  boolean isLowAtMost(long key, long secondKey) {
    return low < key || (low == key && secondLow <= secondKey);
  }
}

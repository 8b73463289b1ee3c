package io.quorate.broker.queue;

import io.quorate.replication.model.IndexRanges;

/**
 * How many messages of each entry are still needed. Not stored: computed again from the lanes.
 *
 * <p>Exact up to {@link #EXACT_MAX} living entries. Beyond, so that neither this nor its ranges
 * grow without bound, a new entry opens a block: the entries that follow it count as living as long
 * as a message of the block is needed. A block has 4 entries, and 4 times as many whenever the
 * number of blocks has doubled again. Entries that were there before never join one: a dead entry
 * stays dead, since its body may be gone.
 */
final class EntryLiveness {
  static final int EXACT_MAX = 1 << 16;

  private static final RowPrefix UNSTORED = new RowPrefix((byte) 0, 0, (byte) 0);
  private static final int FIRST = 0;
  private static final int LENGTH = 1;
  private static final int NEEDED = 2;
  private static final int COLUMNS = 3;
  private static final int BLOCK_GROWTH_BITS = 2;
  private static final int BLOCK_BITS_MAX = 10;

  private final int exactMax;
  private final Table blocks = Table.ofOneKey(UNSTORED, Pages.unlimited(), COLUMNS);
  private long newest;

  EntryLiveness() {
    this(EXACT_MAX);
  }

  EntryLiveness(int exactMax) {
    this.exactMax = exactMax;
  }

  /** Messages of an entry are needed, once more. */
  void add(long ref, int count) {
    long index = MessageRef.index(ref);
    add(index, count, index > newest ? blockLength() : 1);
    newest = Math.max(newest, index);
  }

  /** The same for what is read back from rows, in any order. */
  void load(long ref, int count) {
    long index = MessageRef.index(ref);
    add(index, count, 1);
    newest = Math.max(newest, index);
  }

  private void add(long index, int count, long length) {
    if (seek(index)) {
      blocks.set(NEEDED, blocks.get(NEEDED) + count);
    } else {
      blocks.insert(index, length, count);
    }
  }

  void remove(long ref, int count) {
    long index = MessageRef.index(ref);
    if (!seek(index) || blocks.get(NEEDED) < count) {
      throw new IllegalStateException(
          count + " messages of entry " + index + " were expected to be needed");
    }
    long needed = blocks.get(NEEDED) - count;
    if (needed == 0) {
      blocks.remove();
    } else {
      blocks.set(NEEDED, needed);
    }
  }

  private boolean seek(long index) {
    return blocks.seek(index) && index < blocks.get(FIRST) + blocks.get(LENGTH);
  }

  private long blockLength() {
    int doublings = Long.SIZE - Long.numberOfLeadingZeros(blocks.size() / exactMax);
    return 1L << Math.min(BLOCK_BITS_MAX, BLOCK_GROWTH_BITS * doublings);
  }

  /** Entries below the index, which is at most one above the last applied one. */
  IndexRanges liveBefore(long index) {
    IndexRanges.Builder ranges = new IndexRanges.Builder();
    blocks.rewind();
    while (blocks.next() && blocks.get(FIRST) < index) {
      long first = blocks.get(FIRST);
      ranges.add(first, Math.min(first + blocks.get(LENGTH), index) - 1);
    }
    return ranges.build();
  }

  /** The lowest index of a living entry; {@code Long.MAX_VALUE}: none lives. */
  long oldest() {
    blocks.rewind();
    return blocks.next() ? blocks.get(FIRST) : Long.MAX_VALUE;
  }

  /** Number of living entries, or of blocks of them. */
  long size() {
    return blocks.size();
  }

  void clear() {
    blocks.delete();
    newest = 0;
  }
}

package io.quorate.broker.queue;

import java.util.Arrays;

/** A table's chunks in the order of their keys. */
final class Chunks {
  private static final Chunk[] NONE = new Chunk[0];

  private Chunk[] inOrder = NONE;
  private int count;

  int count() {
    return count;
  }

  Chunk at(int place) {
    return inOrder[place];
  }

  /** The last one that does not begin above the key; 0: all do. There is at least one. */
  int floor(long key, long secondKey) {
    // Most messages come at the end.
    if (inOrder[count - 1].isLowAtMost(key, secondKey)) {
      return count - 1;
    }
    int low = 1;
    int high = count - 2;
    while (low <= high) {
      int middle = (low + high) >>> 1;
      if (inOrder[middle].isLowAtMost(key, secondKey)) {
        low = middle + 1;
      } else {
        high = middle - 1;
      }
    }
    return Math.max(0, high);
  }

  /** Puts it where it belongs. */
  void add(Chunk chunk) {
    boolean first = count == 0 || !inOrder[0].isLowAtMost(chunk.low, chunk.secondLow);
    add(first ? 0 : floor(chunk.low, chunk.secondLow) + 1, chunk);
  }

  void add(int place, Chunk chunk) {
    if (count == inOrder.length) {
      inOrder = Arrays.copyOf(inOrder, count + count / 4 + 1);
    }
    System.arraycopy(inOrder, place, inOrder, place + 1, count - place);
    inOrder[place] = chunk;
    count++;
  }

  void remove(int place) {
    count--;
    System.arraycopy(inOrder, place + 1, inOrder, place, count - place);
    Arrays.fill(inOrder, count, count + 1, null);
    if (count < inOrder.length / 4) {
      inOrder = Arrays.copyOf(inOrder, count);
    }
  }

  void clear() {
    inOrder = NONE;
    count = 0;
  }

  /** The smallest value but 0 that is watched; {@code Long.MAX_VALUE}: all are 0. */
  long least() {
    long least = Long.MAX_VALUE;
    for (int place = 0; place < count; place++) {
      least = Math.min(least, inOrder[place].least);
    }
    return least;
  }

  /** Of what is in memory. */
  long heapBytes() {
    long bytes = 0;
    for (int place = 0; place < count; place++) {
      Tuples tuples = inOrder[place].tuples;
      bytes += tuples == null ? 0 : tuples.heapBytes();
    }
    return bytes;
  }
}

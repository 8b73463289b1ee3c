package io.quorate.broker.queue;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;

/** Up to 1,024 tuples of numbers, ascending by the first or the first two of them, in columns. */
final class Tuples {
  static final int MAX = 1024;

  /** Below it, room to give back is not worth a copy. */
  private static final int SMALL = 16;

  private final Column[] columns;

  /** Slots in use. Those before are free: most tuples are removed from the front. */
  private int start;

  private int end;
  private int largest;

  Tuples(int width) {
    columns = new Column[width];
    for (int column = 0; column < width; column++) {
      columns[column] = new Column();
    }
  }

  private Tuples(Column[] columns, int size) {
    this.columns = columns;
    this.end = size;
    this.largest = size;
  }

  int size() {
    return end - start;
  }

  long get(int slot, int column) {
    return columns[column].get(start + slot);
  }

  void set(int slot, int column, long value) {
    columns[column].set(start + slot, value, start, end);
  }

  /** The last slot whose key is not above this one; -1: all are. */
  int floor(long key) {
    int low = 0;
    int high = size() - 1;
    while (low <= high) {
      int middle = (low + high) >>> 1;
      if (get(middle, 0) <= key) {
        low = middle + 1;
      } else {
        high = middle - 1;
      }
    }
    return high;
  }

  /** The same for a key of two numbers. */
  int floor(long key, long secondKey) {
    int low = 0;
    int high = size() - 1;
    while (low <= high) {
      int middle = (low + high) >>> 1;
      long found = get(middle, 0);
      if (found < key || (found == key && get(middle, 1) <= secondKey)) {
        low = middle + 1;
      } else {
        high = middle - 1;
      }
    }
    return high;
  }

  void insert(int slot, long... tuple) {
    if (end == MAX || start > size() + SMALL) {
      moveDown();
    }
    for (int column = 0; column < columns.length; column++) {
      columns[column].insert(start + slot, tuple[column], start, end);
    }
    end++;
    largest = Math.max(largest, size());
  }

  private void moveDown() {
    for (Column column : columns) {
      column.move(start, end, 0);
    }
    end -= start;
    start = 0;
  }

  /** Whatever is on the shorter side of the slot moves over it. */
  void remove(int slot) {
    int at = start + slot;
    if (slot < size() / 2) {
      for (Column column : columns) {
        column.move(start, at, start + 1);
      }
      start++;
    } else {
      for (Column column : columns) {
        column.move(at + 1, end, at);
      }
      end--;
    }
    if (largest > SMALL && size() <= largest / 4 && size() > 0) {
      tighten();
    }
  }

  private void tighten() {
    for (int column = 0; column < columns.length; column++) {
      columns[column] = new Column(columns[column], start, end);
    }
    end -= start;
    start = 0;
    largest = end;
  }

  /** Takes the tuples from this slot on away, and returns them. */
  Tuples split(int slot) {
    Column[] upper = new Column[columns.length];
    for (int column = 0; column < columns.length; column++) {
      upper[column] = new Column(columns[column], start + slot, end);
    }
    Tuples taken = new Tuples(upper, end - start - slot);
    end = start + slot;
    tighten();
    return taken;
  }

  /** Puts the other's tuples behind these. */
  void append(Tuples other) {
    long[] tuple = new long[columns.length];
    for (int slot = 0; slot < other.size(); slot++) {
      for (int column = 0; column < columns.length; column++) {
        tuple[column] = other.get(slot, column);
      }
      insert(size(), tuple);
    }
  }

  /** The smallest but 0; {@code Long.MAX_VALUE}: all are 0. */
  long least(int column) {
    long least = Long.MAX_VALUE;
    for (int slot = 0; slot < size(); slot++) {
      long value = get(slot, column);
      if (value != 0 && value < least) {
        least = value;
      }
    }
    return least;
  }

  int heapBytes() {
    int bytes = 0;
    for (Column column : columns) {
      bytes += column.heapBytes();
    }
    return bytes;
  }

  byte[] encode() {
    int length = Short.BYTES;
    for (Column column : columns) {
      length += column.encodedLength(size());
    }
    ByteBuffer out = ByteBuffer.allocate(length).putShort((short) size());
    for (Column column : columns) {
      column.encode(start, end, out);
    }
    return out.array();
  }

  static Tuples decode(byte[] row, int width) {
    ByteBuffer in = ByteBuffer.wrap(row);
    try {
      int size = in.getShort();
      if (size < 1 || size > MAX) {
        throw new IllegalStateException("1 to " + MAX + " tuples were expected, found " + size);
      }
      Column[] columns = new Column[width];
      for (int column = 0; column < width; column++) {
        columns[column] = Column.decode(in, size);
      }
      if (in.hasRemaining()) {
        throw new IllegalStateException(
            in.remaining() + " bytes found behind " + size + " tuples of " + width);
      }
      return new Tuples(columns, size);
    } catch (BufferUnderflowException e) {
      throw new IllegalStateException("a row of " + width + " columns ends too early", e);
    }
  }
}

package io.quorate.broker.queue;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * Numbers, each as its distance from a common base in as few bytes as the largest distance needs:
 * none if they are all the same. Neighbours in a queue resemble one another, so that a number
 * rarely costs its eight bytes.
 *
 * <p>Used slots are a range that the owner knows and tells.
 */
final class Column {
  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  /** By the number of bytes: the largest distance that they hold. */
  private static final long[] MASKS = {
    0,
    0xff,
    0xffff,
    0xff_ffff,
    0xffff_ffffL,
    0xff_ffff_ffffL,
    0xffff_ffff_ffffL,
    0xff_ffff_ffff_ffffL,
    -1
  };

  /** A distance is read as a whole long, and then cut to its width. */
  private static final int PADDING = Long.BYTES;

  private static final byte[] NOTHING = new byte[PADDING];

  private long base;
  private int width;
  private byte[] distances = NOTHING;

  Column() {}

  /** A copy of these slots, from slot 0 on, as narrow as can be. */
  Column(Column source, int from, int to) {
    frame(source, from, to, source.get(from), to - from);
  }

  long get(int slot) {
    return base + ((long) LONGS.get(distances, slot * width) & MASKS[width]);
  }

  /** The slot is one of those used. */
  void set(int slot, long value, int from, int to) {
    makeFit(value, from, to);
    put(slot, value);
  }

  /** Moves the slots from this one to the end up by one. */
  void insert(int slot, long value, int from, int to) {
    if (from == to) {
      base = value;
      width = 0;
      distances = NOTHING;
      return;
    }
    makeFit(value, from, to);
    if (width > 0) {
      makeRoom(to + 1);
      System.arraycopy(distances, slot * width, distances, (slot + 1) * width, (to - slot) * width);
      put(slot, value);
    }
  }

  /** Copies slots of this column onto others of it. */
  void move(int from, int to, int target) {
    System.arraycopy(distances, from * width, distances, target * width, (to - from) * width);
  }

  int heapBytes() {
    return distances == NOTHING ? 0 : distances.length;
  }

  // ── frames ──

  /** Distances are unsigned, and computed modulo 2^64: whatever fits comes out again. */
  private boolean fits(long value) {
    return Long.compareUnsigned(value - base, MASKS[width]) <= 0;
  }

  private void makeFit(long value, int from, int to) {
    if (!fits(value)) {
      Column old = new Column();
      old.base = base;
      old.width = width;
      old.distances = distances;
      frame(old, from, to, value, roomFor(to));
      if (from > 0) {
        move(0, to - from, from);
      }
    }
  }

  /** Takes over these slots, at slot 0, in a frame that holds the value, too. */
  private void frame(Column source, int from, int to, long value, int room) {
    long min = value;
    long max = value;
    for (int slot = from; slot < to; slot++) {
      long next = source.get(slot);
      min = Math.min(min, next);
      max = Math.max(max, next);
    }
    base = min;
    width = widthOf(max - min);
    distances = width == 0 ? NOTHING : new byte[room * width + PADDING];
    if (width > 0) {
      for (int slot = from; slot < to; slot++) {
        put(slot - from, source.get(slot));
      }
    }
  }

  private static int widthOf(long distance) {
    return (Long.SIZE - Long.numberOfLeadingZeros(distance) + Byte.SIZE - 1) / Byte.SIZE;
  }

  private void put(int slot, long value) {
    if (width > 0) {
      int at = slot * width;
      long neighbours = (long) LONGS.get(distances, at) & ~MASKS[width];
      LONGS.set(distances, at, neighbours | (value - base));
    }
  }

  private void makeRoom(int slots) {
    if (distances.length < slots * width + PADDING) {
      distances = Arrays.copyOf(distances, roomFor(slots) * width + PADDING);
    }
  }

  private static int roomFor(int slots) {
    return Math.min(Tuples.MAX, slots + slots / 2 + 3);
  }

  // ── bytes ──

  int encodedLength(int count) {
    return 1 + Long.BYTES + count * width;
  }

  void encode(int from, int to, ByteBuffer out) {
    out.put((byte) width).putLong(base).put(distances, from * width, (to - from) * width);
  }

  static Column decode(ByteBuffer in, int count) {
    Column column = new Column();
    column.width = in.get();
    column.base = in.getLong();
    if (column.width < 0 || column.width >= MASKS.length) {
      throw new IllegalStateException(
          "a column 0 to 8 bytes wide was expected, found " + column.width);
    }
    if (column.width > 0) {
      column.distances = new byte[count * column.width + PADDING];
      in.get(column.distances, 0, count * column.width);
    }
    return column;
  }
}

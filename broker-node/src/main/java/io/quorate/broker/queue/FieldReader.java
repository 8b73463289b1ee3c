package io.quorate.broker.queue;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Reads what {@link FieldWriter} wrote. Never throws, whatever the bytes are: past the end it gives
 * zeros, and {@link #isWhole} says so afterwards.
 */
final class FieldReader {
  private final byte[] bytes;
  private final int to;
  private int at;
  private boolean broken;

  FieldReader(byte[] bytes) {
    this(bytes, 0, bytes.length);
  }

  FieldReader(byte[] bytes, int from, int to) {
    this.bytes = bytes;
    this.at = from;
    this.to = to;
  }

  int u8() {
    return has(1) ? bytes[at++] & 0xff : 0;
  }

  int u16() {
    return has(2) ? u8() << 8 | u8() : 0;
  }

  int i32() {
    return has(4) ? u16() << 16 | u16() : 0;
  }

  long i64() {
    return has(8) ? (long) i32() << 32 | (i32() & 0xffff_ffffL) : 0;
  }

  /** A number that cannot be negative. */
  long amount() {
    long value = i64();
    broken |= value < 0;
    return Math.max(0, value);
  }

  boolean flag() {
    int value = u8();
    broken |= value > 1;
    return value == 1;
  }

  String text() {
    int length = u16();
    if (!has(length)) {
      return "";
    }
    at += length;
    return new String(bytes, at - length, length, StandardCharsets.UTF_8);
  }

  ProducerId id() {
    return new ProducerId(i64(), i64());
  }

  /** A count of things that take so many bytes each, at the least: no more than can follow. */
  int count(int bytesEach) {
    int count = i32();
    if (count < 0 || (long) count * bytesEach > left()) {
      broken = true;
      return 0;
    }
    return count;
  }

  /** One of these by its place, null past them. */
  <T> @Nullable T constant(T[] values) {
    int place = u8();
    broken |= place >= values.length;
    return place < values.length ? values[place] : null;
  }

  int position() {
    return at;
  }

  int left() {
    return to - at;
  }

  boolean isBroken() {
    return broken;
  }

  /** Everything was read, and it was all there. */
  boolean isWhole() {
    return !broken && at == to;
  }

  private boolean has(int count) {
    if (to - at < count) {
      broken = true;
      at = to;
      return false;
    }
    return true;
  }
}

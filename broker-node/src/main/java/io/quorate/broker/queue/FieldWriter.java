package io.quorate.broker.queue;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Writes the fields of an entry or a row one after the other, big-endian. */
final class FieldWriter {
  private byte[] bytes;
  private int size;

  FieldWriter() {
    this(64);
  }

  FieldWriter(int sizeExpected) {
    bytes = new byte[sizeExpected];
  }

  FieldWriter u8(int value) {
    reserve(1);
    bytes[size++] = (byte) value;
    return this;
  }

  FieldWriter u16(int value) {
    return u8(value >>> 8).u8(value);
  }

  FieldWriter i32(int value) {
    return u16(value >>> 16).u16(value);
  }

  FieldWriter i64(long value) {
    reserve(Long.BYTES);
    for (int shift = 56; shift >= 0; shift -= 8) {
      bytes[size++] = (byte) (value >>> shift);
    }
    return this;
  }

  FieldWriter flag(boolean value) {
    return u8(value ? 1 : 0);
  }

  /** Of at most 65,535 bytes; what is longer is cut, and every text has its own bound below. */
  FieldWriter text(String value) {
    byte[] text = value.getBytes(StandardCharsets.UTF_8);
    int length = Math.min(text.length, 0xffff);
    return u16(length).raw(text, 0, length);
  }

  /** By its place among the constants, whose order is part of the stored format. */
  @SuppressWarnings("EnumOrdinal")
  FieldWriter constant(Enum<?> value) {
    return u8(value.ordinal());
  }

  FieldWriter id(ProducerId id) {
    return i64(id.high()).i64(id.low());
  }

  FieldWriter raw(byte[] from, int at, int length) {
    reserve(length);
    System.arraycopy(from, at, bytes, size, length);
    size += length;
    return this;
  }

  byte[] toArray() {
    return Arrays.copyOf(bytes, size);
  }

  private void reserve(int more) {
    if (bytes.length - size < more) {
      bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, size + more));
    }
  }
}

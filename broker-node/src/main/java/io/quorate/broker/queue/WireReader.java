package io.quorate.broker.queue;

/**
 * The subset of protobuf's wire format that messages use: varints, lengths and fixed numbers. Walks
 * from field to field over a range of an array and allocates nothing. Never throws: what cannot be
 * read ends the walk and is reported by {@link #isBroken}.
 */
final class WireReader {
  private static final int VARINT = 0;
  private static final int FIXED64 = 1;
  private static final int LENGTH = 2;
  private static final int FIXED32 = 5;

  private byte[] bytes = {};
  private int at;
  private int to;
  private boolean broken;
  private int wireType;
  private long number;
  private int contentFrom;
  private int contentTo;

  void reset(byte[] array, int from, int end) {
    bytes = array;
    at = from;
    to = end;
    broken = false;
  }

  /** The next field's number; 0 at the end or where nothing can be read. */
  int next() {
    if (at >= to) {
      return 0;
    }
    long tag = varint();
    int field = (int) (tag >>> 3);
    if (broken || tag < 8 || tag > 0xffff_ffffL) {
      broken = true;
      return 0;
    }
    wireType = (int) tag & 7;
    switch (wireType) {
      case VARINT -> number = varint();
      case FIXED64 -> number = fixed(8);
      case FIXED32 -> number = fixed(4);
      case LENGTH -> takeContent();
      default -> broken = true;
    }
    return broken ? 0 : field;
  }

  boolean isBroken() {
    return broken;
  }

  boolean isVarint() {
    return wireType == VARINT;
  }

  boolean isContent() {
    return wireType == LENGTH;
  }

  boolean isFixed32() {
    return wireType == FIXED32;
  }

  boolean isFixed64() {
    return wireType == FIXED64;
  }

  long number() {
    return number;
  }

  int contentFrom() {
    return contentFrom;
  }

  int contentTo() {
    return contentTo;
  }

  private void takeContent() {
    long length = varint();
    if (broken || length < 0 || length > to - at) {
      broken = true;
      return;
    }
    contentFrom = at;
    at += (int) length;
    contentTo = at;
  }

  private long varint() {
    long value = 0;
    for (int shift = 0; shift < 70; shift += 7) {
      if (at >= to) {
        broken = true;
        return 0;
      }
      byte next = bytes[at++];
      value |= (long) (next & 0x7f) << shift;
      if (next >= 0) {
        return value;
      }
    }
    broken = true;
    return 0;
  }

  private long fixed(int length) {
    if (to - at < length) {
      broken = true;
      return 0;
    }
    long value = 0;
    for (int i = length - 1; i >= 0; i--) {
      value = value << 8 | (bytes[at + i] & 0xff);
    }
    at += length;
    return value;
  }
}

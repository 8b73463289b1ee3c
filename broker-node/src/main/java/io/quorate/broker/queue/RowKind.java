package io.quorate.broker.queue;

/** The first byte of a row's key. Part of the stored format. */
final class RowKind {
  static final byte COUNTERS = 'a';
  static final byte TIME_MARKS = 'm';
  static final byte QUEUE = 'q';
  static final byte TOPIC = 't';
  static final byte SUBSCRIPTION = 's';
  static final byte PRODUCER = 'p';
  static final byte DEAD_LETTER = 'd';
  static final byte LANE = 'l';
  static final byte ATTEMPTS = 'r';
  static final byte NUMBERS = 'n';
  static final byte DELAYED = 'w';
  static final byte BACK_OFF = 'b';

  /** Before the rows of the diagnostic log. */
  static final byte LEDGER = 'x';

  private RowKind() {}

  static byte[] key(byte kind, long id) {
    return new FieldWriter(1 + Long.BYTES).u8(kind).i64(id).toArray();
  }

  static byte[] key(byte kind, long id, long part) {
    return new FieldWriter(1 + 2 * Long.BYTES).u8(kind).i64(id).i64(part).toArray();
  }
}

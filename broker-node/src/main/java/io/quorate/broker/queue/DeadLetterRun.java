package io.quorate.broker.queue;

import org.jspecify.annotations.Nullable;

/** Messages side by side that came to a dead-letter queue for one reason, at one time. */
final class DeadLetterRun extends Fact {
  final long queueId;
  final long fromPosition;
  final DeadLetter deadLetter;
  private int count;

  DeadLetterRun(long queueId, long fromPosition, int count, DeadLetter deadLetter) {
    this.queueId = queueId;
    this.fromPosition = fromPosition;
    this.count = count;
    this.deadLetter = deadLetter;
  }

  int count() {
    return count;
  }

  /** Behind the last position. */
  long end() {
    return fromPosition + count;
  }

  /** 0: it is no more. */
  void resize(int present) {
    count = present;
  }

  @Override
  byte[] key() {
    return RowKind.key(RowKind.DEAD_LETTER, queueId, fromPosition);
  }

  @Override
  byte @Nullable [] value() {
    if (count == 0) {
      return null;
    }
    FieldWriter out = new FieldWriter().i32(count);
    CommandCodec.putAddress(out, deadLetter.origin());
    return out.text(deadLetter.reason())
        .i32(deadLetter.attempts())
        .i64(deadLetter.deadMillis())
        .toArray();
  }

  static DeadLetterRun load(byte[] key, byte[] value) {
    FieldReader ids = new FieldReader(key);
    ids.u8();
    FieldReader in = new FieldReader(value);
    int count = in.i32();
    return new DeadLetterRun(
        ids.i64(),
        ids.i64(),
        count,
        new DeadLetter(CommandCodec.takeAddress(in), in.text(), in.i32(), in.i64()));
  }
}

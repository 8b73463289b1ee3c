package io.quorate.broker.queue;

import java.util.Arrays;

/**
 * When entries were appended, about: marks at least a second apart. When there are too many, every
 * second one of the older half goes, so that an age is always known to within a small part of it.
 */
final class TimeMarks extends Fact {
  static final int MARKS_MAX = 1_024;
  private static final long APART_MILLIS = 1_000;

  private final Books books;
  private long[] indexes = new long[8];
  private long[] millis = new long[8];
  private int size;

  TimeMarks(Books books) {
    this.books = books;
  }

  void note(long index, long timeMillis) {
    if (size > 0 && timeMillis - millis[size - 1] < APART_MILLIS) {
      return;
    }
    if (size == MARKS_MAX) {
      thin();
    }
    if (size == indexes.length) {
      indexes = Arrays.copyOf(indexes, 2 * size);
      millis = Arrays.copyOf(millis, 2 * size);
    }
    indexes[size] = index;
    millis[size] = timeMillis;
    size++;
    books.facts.rowChanged(this);
  }

  private void thin() {
    int kept = 0;
    for (int i = 0; i < size; i++) {
      if (i >= MARKS_MAX / 2 || i % 2 == 0) {
        indexes[kept] = indexes[i];
        millis[kept] = millis[i];
        kept++;
      }
    }
    size = kept;
  }

  /** No later than the entry was appended; 0: there is no such entry. */
  long millisOf(long index) {
    if (index > books.counters.index() || size == 0) {
      return 0;
    }
    int found = Arrays.binarySearch(indexes, 0, size, index);
    return millis[Math.max(0, found >= 0 ? found : -found - 2)];
  }

  @Override
  byte[] key() {
    return new byte[] {RowKind.TIME_MARKS};
  }

  @Override
  byte[] value() {
    FieldWriter out = new FieldWriter(4 + size * 2 * Long.BYTES).i32(size);
    for (int i = 0; i < size; i++) {
      out.i64(indexes[i]).i64(millis[i]);
    }
    return out.toArray();
  }

  void load(byte[] value) {
    FieldReader in = new FieldReader(value);
    size = Math.min(in.count(2 * Long.BYTES), MARKS_MAX);
    indexes = new long[Math.max(8, size)];
    millis = new long[Math.max(8, size)];
    for (int i = 0; i < size; i++) {
      indexes[i] = in.i64();
      millis[i] = in.i64();
    }
    books.facts.rowChanged(this);
  }
}

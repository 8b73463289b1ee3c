package io.quorate.broker.queue;

import io.quorate.replication.model.Row;
import java.util.function.Consumer;

/** What happened to messages that came back, by position. Few have a record. */
final class Attempts {
  /**
   * @param count failed attempts
   * @param redelivered it may have been in a consumer's hands
   * @param notBeforeMillis when its back-off is over; 0: it is
   */
  record Attempt(int count, boolean redelivered, long notBeforeMillis) {
    static final Attempt NONE = new Attempt(0, false, 0);
  }

  interface Visitor {
    void visit(long position, Attempt attempt);
  }

  private static final int POSITION = 0;
  private static final int COUNT = 1;
  private static final int REDELIVERED = 2;
  private static final int NOT_BEFORE = 3;
  private static final int COLUMNS = 4;

  private final long salt;
  private final Table records;
  private long digest;

  Attempts(RowPrefix prefix, Pages pages) {
    salt = prefix.hash();
    records = Table.ofOneKey(prefix, pages, COLUMNS);
  }

  /** {@link Attempt#NONE} if there is no record. */
  Attempt get(long position) {
    return seek(position) ? here() : Attempt.NONE;
  }

  /** {@link Attempt#NONE} removes the record. */
  void put(long position, Attempt attempt) {
    if (seek(position)) {
      removeHere();
    }
    if (!attempt.equals(Attempt.NONE)) {
      records.insert(position, attempt.count, attempt.redelivered ? 1 : 0, attempt.notBeforeMillis);
      digest += hash(position, attempt);
    }
  }

  /** Of all these positions. */
  void remove(long fromPosition, long count) {
    boolean found = seek(fromPosition) || records.next();
    while (found && records.get(POSITION) - fromPosition < count) {
      removeHere();
      found = records.next();
    }
  }

  private void removeHere() {
    digest -= hash(records.get(POSITION), here());
    records.remove();
  }

  /** In the order of positions, to somebody who must not look at these records meanwhile. */
  void forEach(Visitor visitor) {
    records.rewind();
    while (records.next()) {
      visitor.visit(records.get(POSITION), here());
    }
  }

  private boolean seek(long position) {
    return records.seek(position) && records.get(POSITION) == position;
  }

  private Attempt here() {
    return new Attempt(
        (int) records.get(COUNT), records.get(REDELIVERED) != 0, records.get(NOT_BEFORE));
  }

  long size() {
    return records.size();
  }

  /** Of each record. */
  long digest() {
    return digest;
  }

  private long hash(long position, Attempt attempt) {
    long count = attempt.count * 2L + (attempt.redelivered ? 1 : 0);
    return FactHash.of(salt, position, count, attempt.notBeforeMillis);
  }

  /** Forgets everything, with its rows. */
  void delete() {
    records.delete();
    digest = 0;
  }

  void snapshot(Consumer<Row> rows) {
    records.snapshot(rows);
  }

  /** Takes one of its rows, in any order, and reports each record. */
  void load(byte[] key, byte[] value, Visitor loaded) {
    Tuples tuples = records.load(key, value);
    for (int slot = 0; tuples != null && slot < tuples.size(); slot++) {
      long position = tuples.get(slot, POSITION);
      Attempt attempt =
          new Attempt(
              (int) tuples.get(slot, COUNT),
              tuples.get(slot, REDELIVERED) != 0,
              tuples.get(slot, NOT_BEFORE));
      digest += hash(position, attempt);
      loaded.visit(position, attempt);
    }
  }
}

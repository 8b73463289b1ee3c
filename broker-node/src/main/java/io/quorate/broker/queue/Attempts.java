package io.quorate.broker.queue;

import io.quorate.replication.model.Row;
import java.util.function.Consumer;

/** What happened to messages that came back, by position. Few have a record. */
@SuppressWarnings("DoNotCallSuggester")
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

  Attempts(RowPrefix prefix, Pages pages) {
    throw new UnsupportedOperationException(prefix + " " + (pages == null));
  }

  /** {@link Attempt#NONE} if there is no record. */
  Attempt get(long position) {
    throw new UnsupportedOperationException();
  }

  /** {@link Attempt#NONE} removes the record. */
  void put(long position, Attempt attempt) {
    throw new UnsupportedOperationException();
  }

  void remove(long fromPosition, long count) {
    throw new UnsupportedOperationException();
  }

  /** In the order of positions. */
  void forEach(Visitor visitor) {
    throw new UnsupportedOperationException();
  }

  long size() {
    throw new UnsupportedOperationException();
  }

  long digest() {
    throw new UnsupportedOperationException();
  }

  /** Forgets everything, with its rows. */
  void delete() {
    throw new UnsupportedOperationException();
  }

  void snapshot(Consumer<Row> rows) {
    throw new UnsupportedOperationException();
  }

  /** Takes one of its rows, in any order, and reports each record. */
  void load(byte[] key, byte[] value, Visitor loaded) {
    throw new UnsupportedOperationException();
  }
}

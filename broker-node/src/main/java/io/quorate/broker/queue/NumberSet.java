package io.quorate.broker.queue;

import io.quorate.replication.model.Row;
import java.util.function.Consumer;

/** A set of numbers at or above 0, as runs: numbers side by side cost as much as one. */
@SuppressWarnings("DoNotCallSuggester")
final class NumberSet {
  NumberSet(RowPrefix prefix, Pages pages) {
    throw new UnsupportedOperationException(prefix + " " + (pages == null));
  }

  boolean contains(long number) {
    throw new UnsupportedOperationException();
  }

  /** Returns how many of them are new. */
  long add(long from, long count) {
    throw new UnsupportedOperationException();
  }

  /** Returns how many of them were there. */
  long remove(long from, long count) {
    throw new UnsupportedOperationException();
  }

  /** The smallest member at or above; {@code Long.MAX_VALUE}: none. */
  long next(long number) {
    throw new UnsupportedOperationException();
  }

  /** The smallest number at or above that is not a member. */
  long nextAbsent(long number) {
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

  /** Takes one of its rows, in any order. */
  void load(byte[] key, byte[] value) {
    throw new UnsupportedOperationException();
  }
}

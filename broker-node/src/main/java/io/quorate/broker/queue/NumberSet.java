package io.quorate.broker.queue;

import io.quorate.replication.model.Row;
import java.util.function.Consumer;

/** A set of numbers at or above 0, as runs: numbers side by side cost as much as one. */
final class NumberSet {
  private static final int FROM = 0;
  private static final int COUNT = 1;
  private static final int COLUMNS = 2;

  private final long salt;

  /** Neither overlap nor touch, so that a set has one form. */
  private final Table runs;

  private long size;
  private long digest;

  NumberSet(RowPrefix prefix, Pages pages) {
    salt = prefix.hash();
    runs = Table.ofOneKey(prefix, pages, COLUMNS);
  }

  boolean contains(long number) {
    return runs.seek(number) && number < runEnd();
  }

  /** The smallest member at or above; {@code Long.MAX_VALUE}: none. */
  long next(long number) {
    if (contains(number)) {
      return number;
    }
    return runs.next() ? runs.get(FROM) : Long.MAX_VALUE;
  }

  /** The smallest number at or above that is not a member. */
  long nextAbsent(long number) {
    return contains(number) ? runEnd() : number;
  }

  /** Returns how many of them are new. */
  long add(long from, long count) {
    long before = size;
    long first = from;
    long end = from + count;
    if (runs.seek(from) && runEnd() >= from) {
      if (runEnd() >= end) {
        return 0;
      }
      first = runs.get(FROM);
      removeRun();
    }
    boolean more = runs.next();
    while (more && runs.get(FROM) <= end) {
      end = Math.max(end, runEnd());
      removeRun();
      more = runs.next();
    }
    insertRun(first, end);
    return size - before;
  }

  /** Returns how many of them were there. */
  long remove(long from, long count) {
    long before = size;
    long to = count > Long.MAX_VALUE - from ? Long.MAX_VALUE : from + count;
    boolean more = contains(from) || runs.next();
    while (more && runs.get(FROM) < to) {
      long first = runs.get(FROM);
      long end = runEnd();
      removeRun();
      if (first < from) {
        insertRun(first, from);
      }
      if (end > to) {
        insertRun(to, end);
      }
      more = runs.next();
    }
    return before - size;
  }

  private long runEnd() {
    return runs.get(FROM) + runs.get(COUNT);
  }

  private void insertRun(long from, long end) {
    runs.seek(from);
    runs.insert(from, end - from);
    size += end - from;
    digest += FactHash.of(salt, from, end);
  }

  private void removeRun() {
    size -= runs.get(COUNT);
    digest -= FactHash.of(salt, runs.get(FROM), runEnd());
    runs.remove();
  }

  long size() {
    return size;
  }

  /** Of each run. */
  long digest() {
    return digest;
  }

  /** Forgets everything, with its rows. */
  void delete() {
    runs.delete();
    size = 0;
    digest = 0;
  }

  void snapshot(Consumer<Row> rows) {
    runs.snapshot(rows);
  }

  /** Takes one of its rows, in any order. */
  void load(byte[] key, byte[] value) {
    Tuples tuples = runs.load(key, value);
    for (int slot = 0; tuples != null && slot < tuples.size(); slot++) {
      long from = tuples.get(slot, FROM);
      long count = tuples.get(slot, COUNT);
      size += count;
      digest += FactHash.of(salt, from, from + count);
    }
  }
}

package io.quorate.broker.queue;

import io.quorate.replication.model.Row;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The messages of one band in the order of their numbers, run-length over the log: messages side by
 * side in an entry, alike in expiry and in size, are one run. How they are cut into runs follows
 * from the history of the lane alone, and is the same on every node.
 */
final class Lane {
  private static final int NUMBER = 0;
  private static final int REF = 1;
  private static final int COUNT = 2;
  private static final int BYTES = 3;
  private static final int EXPIRES = 4;
  private static final int COLUMNS = 5;

  /** Neighbours in a run differ by this factor at most, as far as their bytes were known. */
  private static final int ALIKE = 2;

  private final int band;
  private final long salt;
  private final Table runs;
  private long messages;
  private long bytes;
  private long hashes;

  Lane(RowPrefix prefix, Pages pages) {
    band = prefix.part();
    salt = prefix.hash();
    runs = Table.ofOneKey(prefix, pages, COLUMNS, EXPIRES);
  }

  // ── coming ──

  /** Puts messages at the end; returns the number of the first. */
  long append(long ref, int count, long bytes, long expiresMillis) {
    long number = end();
    append(number, ref, count, bytes, expiresMillis);
    return number;
  }

  /** The same with numbers that somebody else gives, who may leave some out. */
  void append(long number, long ref, int count, long bytes, long expiresMillis) {
    if (number < end() || count < 1 || MessageRef.ordinal(ref) + count > MessageRef.ORDINALS) {
      throw new IllegalArgumentException(
          "messages of one entry at or behind number %d were expected, found %d at %d, ordinal %d"
              .formatted(end(), count, number, MessageRef.ordinal(ref)));
    }
    if (runs.seekLast() && continues(number, ref, count, bytes, expiresMillis)) {
      runs.set(COUNT, runs.get(COUNT) + count);
      runs.set(BYTES, runs.get(BYTES) + bytes);
    } else {
      runs.insert(number, ref, count, bytes, expiresMillis);
    }
    runs.setHeader(number + count);
    this.messages += count;
    this.bytes += bytes;
    hashes += hash(number, ref, count, expiresMillis);
  }

  private boolean continues(long number, long ref, int count, long bytes, long expiresMillis) {
    long lastCount = runs.get(COUNT);
    long lastBytes = runs.get(BYTES);
    return number == runs.get(NUMBER) + lastCount
        && ref == runs.get(REF) + lastCount
        && MessageRef.index(ref) == MessageRef.index(runs.get(REF))
        && expiresMillis == runs.get(EXPIRES)
        && bytes * lastCount <= ALIKE * lastBytes * count
        && lastBytes * count <= ALIKE * bytes * lastCount;
  }

  // ── looking ──

  /** The first messages at or after this number, as far as they lie side by side; null: none. */
  @Nullable Slice next(long number, int countMax) {
    return seek(number) ? slice(Math.max(number, runs.get(NUMBER)), countMax) : null;
  }

  /** One message; null: not there. */
  @Nullable Slice at(long number) {
    return holds(number) ? slice(number, 1) : null;
  }

  boolean holds(long number) {
    return seek(number) && runs.get(NUMBER) <= number;
  }

  /** The first message; null: empty. */
  @Nullable Slice first() {
    return next(0, 1);
  }

  /** To the run that holds this number, or to the next. */
  private boolean seek(long number) {
    boolean found = runs.seek(number);
    return (found && runEnd() > number) || runs.next();
  }

  private long runEnd() {
    return runs.get(NUMBER) + runs.get(COUNT);
  }

  private Slice slice(long number, long countMax) {
    long skipped = number - runs.get(NUMBER);
    long count = Math.min(countMax, runs.get(COUNT) - skipped);
    return new Slice(
        Position.of(band, number),
        runs.get(REF) + skipped,
        (int) count,
        bytesOfFirst(skipped + count) - bytesOfFirst(skipped),
        runs.get(EXPIRES));
  }

  /** A run knows only its total. Rounded so that the parts of a run always add up to it. */
  private long bytesOfFirst(long count) {
    return runs.get(BYTES) * count / runs.get(COUNT);
  }

  // ── going ──

  /**
   * Removes what is there of these numbers and reports it in slices, to somebody who must not look
   * at this lane meanwhile.
   *
   * @return how many messages were there
   */
  long remove(long fromNumber, long count, Consumer<Slice> removed) {
    long before = messages;
    long to = count > Long.MAX_VALUE - fromNumber ? Long.MAX_VALUE : fromNumber + count;
    boolean found = seek(fromNumber);
    while (found && runs.get(NUMBER) < to) {
      long number = Math.max(fromNumber, runs.get(NUMBER));
      Slice part = slice(number, to - number);
      cutOut(part);
      found = runs.next();
      removed.accept(part);
    }
    return before - messages;
  }

  private void cutOut(Slice part) {
    long number = Position.number(part.position());
    long skipped = number - runs.get(NUMBER);
    long left = runs.get(COUNT) - skipped - part.count();
    long bytesLeft = runs.get(BYTES) - bytesOfFirst(skipped + part.count());
    long bytesSkipped = bytesOfFirst(skipped);
    if (skipped > 0) {
      runs.set(COUNT, skipped);
      runs.set(BYTES, bytesSkipped);
      if (left > 0) {
        runs.insert(
            number + part.count(),
            part.ref() + part.count(),
            left,
            bytesLeft,
            part.expiresMillis());
      }
    } else if (left > 0) {
      runs.set(NUMBER, number + part.count());
      runs.set(REF, part.ref() + part.count());
      runs.set(COUNT, left);
      runs.set(BYTES, bytesLeft);
    } else {
      runs.remove();
    }
    messages -= part.count();
    bytes -= part.bytes();
    hashes -= hash(number, part.ref(), part.count(), part.expiresMillis());
  }

  /**
   * Reports messages from this number on whose time to live is over, up to so many.
   *
   * @return the number to go on from; {@link #end()}: all were seen
   */
  long expired(long nowMillis, long fromNumber, int countMax, Consumer<Slice> found) {
    int room = countMax;
    for (boolean more = runs.seekChunk(fromNumber); more; more = runs.nextChunk()) {
      if (runs.leastNearby() > nowMillis) {
        continue;
      }
      runs.recountLeast();
      for (int slots = runs.slotsNearby(); slots > 0; slots--) {
        runs.next();
        long expires = runs.get(EXPIRES);
        if (expires == 0 || expires > nowMillis || runEnd() <= fromNumber) {
          continue;
        }
        long number = Math.max(fromNumber, runs.get(NUMBER));
        if (room == 0) {
          return number;
        }
        Slice slice = slice(number, room);
        room -= slice.count();
        found.accept(slice);
        if (number + slice.count() < runEnd()) {
          return number + slice.count();
        }
      }
    }
    return end();
  }

  /** No message expires before; {@code Long.MAX_VALUE}: none ever does. */
  long nextExpiryMillis() {
    return runs.least();
  }

  /** Forgets everything, with its rows. Nothing is reported: see {@link #remove}. */
  void delete() {
    runs.delete();
    messages = 0;
    bytes = 0;
    hashes = 0;
  }

  // ── sums ──

  long messages() {
    return messages;
  }

  /**
   * Of all messages together. Of a run of n messages, k take k/n of its bytes with them, rounded,
   * and the last ones take the rest.
   */
  long bytes() {
    return bytes;
  }

  /** The number that the next message gets. */
  long end() {
    return runs.header();
  }

  /** Of where each message is and when it expires, of the bytes, and of the end. */
  long digest() {
    return end() == 0 ? 0 : hashes + FactHash.of(salt, end(), bytes);
  }

  private long hash(long number, long ref, long count, long expiresMillis) {
    long sum = 0;
    for (long next = 0; next < count; next++) {
      sum += FactHash.of(salt, number + next, ref + next, expiresMillis);
    }
    return sum;
  }

  // ── rows ──

  void snapshot(Consumer<Row> rows) {
    runs.snapshot(rows);
  }

  /** Takes one of its rows, in any order, and reports each run. */
  void load(byte[] key, byte[] value, Consumer<Slice> loaded) {
    Tuples tuples = runs.load(key, value);
    for (int slot = 0; tuples != null && slot < tuples.size(); slot++) {
      Slice run =
          new Slice(
              Position.of(band, tuples.get(slot, NUMBER)),
              tuples.get(slot, REF),
              (int) tuples.get(slot, COUNT),
              tuples.get(slot, BYTES),
              tuples.get(slot, EXPIRES));
      messages += run.count();
      bytes += run.bytes();
      hashes += hash(tuples.get(slot, NUMBER), run.ref(), run.count(), run.expiresMillis());
      loaded.accept(run);
    }
  }
}

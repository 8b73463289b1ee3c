package io.quorate.broker.queue;

import io.quorate.replication.model.Row;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The messages of one band in the order of their numbers, run-length over the log: messages side by
 * side in an entry, and alike in their expiry, are one run.
 */
@SuppressWarnings("DoNotCallSuggester")
final class Lane {
  Lane(RowPrefix prefix, Pages pages) {
    throw new UnsupportedOperationException(prefix + " " + (pages == null));
  }

  /** Puts messages at the end; returns the number of the first. */
  long append(long ref, int count, long bytes, long expiresMillis) {
    long number = end();
    append(number, ref, count, bytes, expiresMillis);
    return number;
  }

  /** The same with numbers that somebody else gives, which may leave some out. */
  void append(long number, long ref, int count, long bytes, long expiresMillis) {
    throw new UnsupportedOperationException();
  }

  /** The first messages at or after this number, as far as they lie side by side; null: none. */
  @Nullable Slice next(long number, int countMax) {
    throw new UnsupportedOperationException();
  }

  /** One message; null: not there. */
  @Nullable Slice at(long number) {
    throw new UnsupportedOperationException();
  }

  boolean holds(long number) {
    throw new UnsupportedOperationException();
  }

  /**
   * Removes what is there of these numbers and reports it in slices.
   *
   * @return how many messages were there
   */
  long remove(long fromNumber, long count, Consumer<Slice> removed) {
    throw new UnsupportedOperationException();
  }

  /** The first message; null: empty. */
  @Nullable Slice first() {
    return next(0, 1);
  }

  /**
   * Reports messages from this number on whose time to live is over, up to so many.
   *
   * @return the number to go on from; {@link #end()}: all were seen
   */
  long expired(long nowMillis, long fromNumber, int countMax, Consumer<Slice> found) {
    throw new UnsupportedOperationException();
  }

  /** No message expires before; {@code Long.MAX_VALUE}: none ever does. */
  long nextExpiryMillis() {
    return Long.MAX_VALUE;
  }

  long messages() {
    throw new UnsupportedOperationException();
  }

  /**
   * Of all messages together. A run knows only its total: of n messages, k take k/n with them,
   * rounded down, and the last takes the rest.
   */
  long bytes() {
    throw new UnsupportedOperationException();
  }

  /** The number that the next message gets. */
  long end() {
    throw new UnsupportedOperationException();
  }

  /** The sum of a hash for each message, and of one for bytes and end. */
  long digest() {
    throw new UnsupportedOperationException();
  }

  /** Forgets everything, with its rows. Nothing is reported: see {@link #remove}. */
  void delete() {
    throw new UnsupportedOperationException();
  }

  void snapshot(Consumer<Row> rows) {
    throw new UnsupportedOperationException();
  }

  /** Takes one of its rows, in any order, and reports each run. */
  void load(byte[] key, byte[] value, Consumer<Slice> runs) {
    throw new UnsupportedOperationException();
  }
}

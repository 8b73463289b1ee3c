package io.quorate.broker.queue;

import io.quorate.broker.queue.Attempts.Attempt;
import io.quorate.replication.model.Row;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** What a source remembers of messages that were, or may have been, in a consumer's hands. */
final class Handling {
  private final Fact owner;
  private final long sourceId;
  private final Books books;
  private @Nullable Attempts attempts;
  private @Nullable Marks marks;

  /** No message of this source waits longer for the end of its back-off. */
  private long backOffUntilMillis;

  Handling(Fact owner, long sourceId, Books books) {
    this.owner = owner;
    this.sourceId = sourceId;
    this.books = books;
  }

  Attempt attempt(long position) {
    return attempts == null ? Attempt.NONE : attempts.get(position);
  }

  boolean isDue(long position) {
    return attempt(position).notBeforeMillis() == 0;
  }

  boolean isRedelivered(long position) {
    return attempt(position).redelivered()
        || (marks != null && marks.isMarkedBefore(position, books.counters.epoch()));
  }

  long mark(int band) {
    return marks == null ? 0 : marks.below(band);
  }

  boolean isMarked(long position) {
    return marks != null && marks.isMarked(position);
  }

  /**
   * The first of these messages that are not in their back-off; null: none of them.
   *
   * @param slice at most as many as are worth looking at one by one
   */
  @Nullable Slice due(Slice slice) {
    if (books.now() >= backOffUntilMillis && !hasOverdue()) {
      return slice;
    }
    int from = 0;
    while (from < slice.count() && !isDue(slice.position() + from)) {
      from++;
    }
    int to = from;
    while (to < slice.count() && isDue(slice.position() + to)) {
      to++;
    }
    return from == slice.count() ? null : slice.part(from, to - from);
  }

  /** Back-offs that are over by the clock, but for which no entry had room yet. */
  private boolean hasOverdue() {
    return books.backOffs.nextDueMillis() <= books.now();
  }

  void put(long position, Attempt attempt) {
    if (attempts == null) {
      attempts = new Attempts(new RowPrefix(RowKind.ATTEMPTS, sourceId, (byte) 0), books.pages);
    }
    attempts.put(position, attempt);
    books.facts.partsChanged(owner);
    if (attempt.notBeforeMillis() > 0) {
      backOffUntilMillis = Math.max(backOffUntilMillis, attempt.notBeforeMillis());
      books.backOffs.add(
          new DueQueue.Due(
              attempt.notBeforeMillis(),
              books.counters.takeDueSequence(),
              sourceId,
              position,
              0,
              0,
              0));
    }
  }

  /** Returns whether the message waited for just this. */
  boolean endBackOff(long position, long dueMillis) {
    Attempt before = attempt(position);
    if (dueMillis == 0 || before.notBeforeMillis() != dueMillis) {
      return false;
    }
    put(position, new Attempt(before.count(), before.redelivered(), 0));
    return true;
  }

  void raise(long[] below) {
    marks().raise(books.counters.epoch(), below);
    books.facts.rowChanged(owner);
  }

  void mark(long position) {
    marks().add(books.counters.epoch(), position);
    books.facts.rowChanged(owner);
  }

  private Marks marks() {
    if (marks == null) {
      marks = new Marks(sourceId, books.pages);
    }
    return marks;
  }

  /** These messages are no more. */
  void forget(long fromPosition, long count) {
    if (attempts != null) {
      attempts.remove(fromPosition, count);
    }
    if (marks != null) {
      marks.forget(fromPosition, count);
    }
    books.facts.partsChanged(owner);
  }

  void delete() {
    if (attempts != null) {
      attempts.delete();
    }
    if (marks != null) {
      marks.delete();
    }
  }

  long digest() {
    return (attempts == null ? 0 : attempts.digest()) + (marks == null ? 0 : marks.digest());
  }

  void putMarks(FieldWriter out) {
    out.flag(marks != null);
    if (marks != null) {
      marks.put(out);
    }
  }

  void snapshot(Consumer<Row> rows) {
    if (attempts != null) {
      attempts.snapshot(rows);
    }
    if (marks != null) {
      marks.snapshot(rows);
    }
  }

  void load(FieldReader in, Rows rows) {
    attempts = rows.attempts(sourceId);
    backOffUntilMillis = rows.backOffUntil(sourceId);
    if (in.flag()) {
      marks =
          Marks.load(
              in,
              rows.numbers(sourceId, Marks.Parts.SINGLES),
              rows.numbers(sourceId, Marks.Parts.SINGLES_BEFORE));
    }
  }
}

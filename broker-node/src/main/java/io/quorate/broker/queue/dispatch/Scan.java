package io.quorate.broker.queue.dispatch;

import io.quorate.broker.queue.Position;
import io.quorate.broker.queue.Slice;
import io.quorate.broker.queue.SourceView;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.function.LongPredicate;
import org.jspecify.annotations.Nullable;

/**
 * The way through a source of those subscribers that want the same messages: a pointer per band,
 * and what came back behind it.
 */
final class Scan {
  /** What of the source is looked at. */
  interface Finder {
    @Nullable Slice find(long fromPosition, int countMax);
  }

  private static final int SLICE_MAX = 256;

  private final SourceView source;
  private final Finder finder;
  private final Terms terms;
  private final BodyReader reader;

  /** Who has a message already. */
  private final LongPredicate isHeld;

  private final List<Subscriber> subscribers = new ArrayList<>();
  private int turn;

  private final long[] next = new long[Position.BANDS];
  private final TreeSet<Long> cameBack = new TreeSet<>();

  /** Good until the state changes. */
  private @Nullable Slice ahead;

  private int aheadAt;
  private boolean isExhausted;

  private boolean isAtReturned;
  private long position;
  private long ref;
  private long expiresMillis;

  Scan(SourceView source, Finder finder, Terms terms, BodyReader reader, LongPredicate isHeld) {
    this.source = source;
    this.finder = finder;
    this.terms = terms;
    this.reader = reader;
    this.isHeld = isHeld;
  }

  Terms terms() {
    return terms;
  }

  BodyReader reader() {
    return reader;
  }

  // ── subscribers ──

  List<Subscriber> subscribers() {
    return subscribers;
  }

  void add(Subscriber subscriber) {
    subscribers.add(subscriber);
  }

  void remove(Subscriber subscriber) {
    subscribers.remove(subscriber);
  }

  /** The next in turn that can be handed something; null: nobody. */
  @Nullable Subscriber eligible() {
    for (int i = 0; i < subscribers.size(); i++) {
      turn = (turn + 1) % subscribers.size();
      Subscriber subscriber = subscribers.get(turn);
      if (subscriber.isEligible()) {
        return subscriber;
      }
    }
    return null;
  }

  long freeCredit() {
    long free = 0;
    for (Subscriber subscriber : subscribers) {
      free += subscriber.freeCredit();
    }
    return free;
  }

  // ── the way ──

  /** The state may have changed since. */
  void begin() {
    ahead = null;
    isExhausted = false;
  }

  /** Leaves out what lies at or before this position; 0: nothing. */
  void startAfter(long afterPosition) {
    if (afterPosition > 0) {
      int band = Position.band(afterPosition);
      for (int higher = 0; higher < band; higher++) {
        next[higher] = source.end(higher);
      }
      next[band] = Position.number(afterPosition) + 1;
    }
  }

  /** Finds the first message that nobody has; false: there is none. */
  boolean peek() {
    Slice returned = firstReturned();
    boolean isAhead = peekAhead();
    isAtReturned = returned != null && !(isAhead && position < returned.position());
    if (isAtReturned && returned != null) {
      position = returned.position();
      ref = returned.ref();
      expiresMillis = returned.expiresMillis();
    }
    return isAtReturned || isAhead;
  }

  private @Nullable Slice firstReturned() {
    while (!cameBack.isEmpty()) {
      long first = cameBack.first();
      Slice slice = isHeld.test(first) ? null : finder.find(first, 1);
      if (slice != null && slice.position() == first) {
        return slice;
      }
      cameBack.remove(first);
    }
    return null;
  }

  private boolean peekAhead() {
    while (true) {
      Slice slice = ahead == null ? nextSlice() : ahead;
      if (slice == null) {
        return false;
      }
      ahead = slice;
      for (; aheadAt < slice.count(); aheadAt++) {
        position = slice.position() + aheadAt;
        if (!isHeld.test(position)) {
          ref = slice.ref() + aheadAt;
          expiresMillis = slice.expiresMillis();
          return true;
        }
        next[Position.band(position)] = Position.number(position) + 1;
      }
      ahead = null;
    }
  }

  private @Nullable Slice nextSlice() {
    aheadAt = 0;
    for (int band = 0; band < Position.BANDS && !isExhausted; band++) {
      Slice slice = finder.find(Position.of(band, next[band]), SLICE_MAX);
      if (slice != null) {
        return slice;
      }
    }
    isExhausted = true;
    return null;
  }

  /** Behind what was found last. */
  void pass() {
    if (isAtReturned) {
      cameBack.remove(position);
    } else {
      next[Position.band(position)] = Position.number(position) + 1;
      aheadAt++;
    }
  }

  /** To be looked at again, unless it still lies ahead. */
  void cameBack(long returned) {
    if (Position.number(returned) < next[Position.band(returned)]) {
      cameBack.add(returned);
    }
  }

  // ── what was found last ──

  long position() {
    return position;
  }

  long ref() {
    return ref;
  }

  long expiresMillis() {
    return expiresMillis;
  }

  /** The number in this band below which everything was looked at. */
  long next(int band) {
    return next[band];
  }
}

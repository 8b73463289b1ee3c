package io.quorate.broker.queue;

import io.quorate.broker.queue.DueQueue.Due;
import org.jspecify.annotations.Nullable;

/** Messages that are not due yet, and what came back and waits at its place. */
final class Delays {
  private final Books books;
  private final Destinations destinations;
  private final Sources sources;

  Delays(Books books, Destinations destinations, Sources sources) {
    this.books = books;
    this.destinations = destinations;
    this.sources = sources;
  }

  void add(Destination destination, long dueMillis, int band, Slice message) {
    books.delayed.add(
        new Due(
            dueMillis,
            books.counters.takeDueSequence(),
            destination.id(),
            message.ref(),
            band,
            message.bytes(),
            message.expiresMillis()));
    destination.delayedChanged(1, message.bytes());
    books.liveness.add(message.ref(), 1);
  }

  /**
   * Makes ready what is due, in the order of the times; what is too much waits for more entries.
   */
  void release() {
    int left = books.limits.dueMax();
    for (Due due = nextOf(books.delayed); due != null && left > 0; due = nextOf(books.delayed)) {
      books.delayed.remove(due.dueMillis(), due.sequence());
      left--;
      releaseDelayed(due);
    }
    for (Due due = nextOf(books.backOffs); due != null && left > 0; due = nextOf(books.backOffs)) {
      books.backOffs.remove(due.dueMillis(), due.sequence());
      left--;
      endBackOff(due);
    }
  }

  private @Nullable Due nextOf(DueQueue queue) {
    return queue.nextDueMillis() <= books.now() ? queue.first() : null;
  }

  private void releaseDelayed(Due due) {
    Destination destination = destinations.byId(due.sourceId());
    if (destination != null) {
      destination.delayedChanged(-1, -due.bytes());
      destination.append(
          due.band(), new Slice(0, due.ref(), 1, due.bytes(), due.expiresMillis()), null);
    }
    books.liveness.remove(due.ref(), 1);
  }

  /** The message may have been settled meanwhile, with its record; its due time is left behind. */
  private void endBackOff(Due due) {
    long position = due.ref();
    Source source = sources.find(due.sourceId());
    if (source != null
        && source.handling().endBackOff(position, due.dueMillis())
        && source.holds(position)) {
      books.listener().returned(source, position);
    }
  }

  /** Returns how many of the destination's messages were not due yet. */
  long removeAll(Destination destination) {
    long[] removed = {0};
    books.delayed.removeAll(
        destination.id(),
        due -> {
          books.liveness.remove(due.ref(), 1);
          destination.delayedChanged(-1, -due.bytes());
          removed[0]++;
        });
    return removed[0];
  }

  long nextDueMillis() {
    return Math.min(books.delayed.nextDueMillis(), books.backOffs.nextDueMillis());
  }
}

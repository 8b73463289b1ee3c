package io.quorate.broker.queue;

import io.quorate.broker.queue.Attempts.Attempt;
import org.jspecify.annotations.Nullable;

/**
 * Moves messages that nobody could handle to a dead-letter queue. What is in one already, or cannot
 * get there, is parked instead: it stays where it is and is offered again after a while. Nothing is
 * dropped, and nothing goes round in circles.
 */
final class DeadLettering {
  static final long PARKED_MILLIS = 60_000;

  private final Books books;
  private final Destinations destinations;

  DeadLettering(Books books, Destinations destinations) {
    this.books = books;
    this.destinations = destinations;
  }

  /** Of messages side by side that are there. */
  void bury(Source source, Slice messages, String reason) {
    int from = 0;
    while (from < messages.count()) {
      int to = from + 1;
      while (to < messages.count()
          && areAlike(source, messages.position() + from, messages.position() + to)) {
        to++;
      }
      int attempts = source.attempts(messages.position() + from);
      bury(source, messages.part(from, to - from), reason, attempts);
      from = to;
    }
  }

  private static boolean areAlike(Source source, long position, long other) {
    return source.attempts(position) == source.attempts(other)
        && isParked(source, position) == isParked(source, other);
  }

  /**
   * The same of messages that are alike in this.
   *
   * @param attempts that failed, of each of them
   */
  void bury(Source source, Slice messages, String reason, int attempts) {
    if (!moveAway(source, messages, reason, attempts)) {
      park(source, messages, attempts);
    }
  }

  /** Nothing is done if they are in a dead-letter queue already, or cannot get to theirs. */
  boolean moveAway(Source source, Slice messages, String reason, int attempts) {
    QueueState queue = isParked(source, messages.position()) ? null : queueFor(source, messages);
    if (queue == null) {
      return false;
    }
    Address origin = source.home(messages.position()).address();
    queue.appendDead(
        Position.band(messages.position()),
        messages,
        new DeadLetter(origin, reason, attempts, books.now()));
    source.remove(messages.position(), messages.count());
    books.listener().deadLettered(origin, messages.count());
    return true;
  }

  /** In a dead-letter queue already. */
  static boolean isParked(Source source, long position) {
    return source.deadLetter(position) != null
        || Destinations.isForDeadLetters(source.home(position).address());
  }

  private @Nullable QueueState queueFor(Source source, Slice messages) {
    Address address = Destinations.deadLetterQueue(source.home(messages.position()));
    QueueState queue = destinations.queue(address.name());
    if (queue != null || destinations.refusal(address, 0) != null) {
      return queue;
    }
    return (QueueState) destinations.create(address, DestinationOptions.DEFAULT, null);
  }

  private void park(Source source, Slice messages, int attempts) {
    for (int i = 0; i < messages.count(); i++) {
      source
          .handling()
          .put(messages.position() + i, new Attempt(attempts, true, books.now() + PARKED_MILLIS));
    }
  }
}

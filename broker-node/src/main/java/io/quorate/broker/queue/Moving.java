package io.quorate.broker.queue;

import org.jspecify.annotations.Nullable;

/** Moves messages to another queue, or back to where they came from: they start afresh there. */
final class Moving {
  private final Books books;
  private final Destinations destinations;
  private final Sources sources;

  Moving(Books books, Destinations destinations, Sources sources) {
    this.books = books;
    this.destinations = destinations;
    this.sources = sources;
  }

  Applied move(Command.Move move) {
    Source source = sources.find(move.sourceId());
    if (source == null) {
      return new Applied.Refused(
          Applied.Reason.NOT_FOUND, "there is no source " + move.sourceId() + " to move from");
    }
    Applied.Refused refused = move.to().isEmpty() ? null : refusal(Address.queue(move.to()));
    if (refused != null) {
      return refused;
    }
    long moved = 0;
    for (long position : move.positions()) {
      Slice message = position < 0 ? null : source.at(position);
      Destination to = message == null ? null : targetOf(source, position, move.to());
      if (message != null && to != null) {
        move(source, message, to);
        moved++;
      }
    }
    return new Applied.Counted(moved);
  }

  private Applied.@Nullable Refused refusal(Address to) {
    return destinations.find(to) == null ? destinations.refusal(to, 0) : null;
  }

  /** Null: it came from nowhere else, or where it came from cannot be created again. */
  private @Nullable Destination targetOf(Source source, long position, String to) {
    DeadLetter deadLetter = source.deadLetter(position);
    if (to.isEmpty() && deadLetter == null) {
      return null;
    }
    Address address = to.isEmpty() && deadLetter != null ? deadLetter.origin() : Address.queue(to);
    Destination found = destinations.find(address);
    return found != null || refusal(address) != null
        ? found
        : destinations.create(address, DestinationOptions.DEFAULT, null);
  }

  private void move(Source source, Slice message, Destination to) {
    // What has expired once would only do so again.
    long expires = message.isExpired(books.now()) ? 0 : message.expiresMillis();
    int band = to instanceof QueueState ? Position.band(message.position()) : 0;
    to.append(band, new Slice(0, message.ref(), 1, message.bytes(), expires), null);
    source.remove(message.position(), 1);
  }
}

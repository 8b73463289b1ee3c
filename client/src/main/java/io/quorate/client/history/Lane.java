package io.quorate.client.history;

import io.quorate.client.history.History.Trait;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** A producer, and the outlets that its messages have to reach. */
final class Lane {
  private final long producer;
  private final String destination;
  private final Set<Trait> traits;
  private final List<Track> tracks = new ArrayList<>();
  private long lastSent;

  Lane(long producer, String destination, Set<Trait> traits) {
    this.producer = producer;
    this.destination = destination;
    this.traits = Set.copyOf(traits);
  }

  long producer() {
    return producer;
  }

  String destination() {
    return destination;
  }

  boolean is(Trait trait) {
    return traits.contains(trait);
  }

  long lastSent() {
    return lastSent;
  }

  boolean hasSent(long sequence) {
    return sequence >= 1 && sequence <= lastSent;
  }

  void send(long sequence) {
    if (sequence != lastSent + 1) {
      throw new IllegalArgumentException(
          "expected message %d of producer %d, found %d: number them from 1 on, each once"
              .formatted(lastSent + 1, producer, sequence));
    }
    lastSent = sequence;
  }

  List<Track> tracks() {
    return tracks;
  }

  String name(long sequence) {
    return "message %d of producer %d".formatted(sequence, producer);
  }
}

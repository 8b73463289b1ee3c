package io.quorate.client.history;

import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A queue or a durable subscription: the producers whose messages it gets, and its consumers. */
final class Outlet {
  /** The latest message of each producer that it got for the first time. */
  private record Consumer(int credit, Map<Long, Long> latest) {}

  private final String name;
  private final @Nullable Set<String> topics;
  private final Map<Long, Track> tracks = new TreeMap<>();
  private final Map<String, Consumer> consumers = new HashMap<>();
  private final Set<Outlet> passedOnTo = new LinkedHashSet<>();
  private @Nullable Outlet deadLetters;
  private boolean holdsDeadLetters;
  private boolean isMovedAbout;
  private boolean isDeleted;
  private long latestEpoch;

  private long creditOpen;
  private long creditPeak;
  private long creditLeft;
  private long flaggedFirst;

  private Outlet(String name, @Nullable Set<String> topics) {
    this.name = name;
    this.topics = topics;
  }

  static Outlet queue(String name) {
    return new Outlet(name, null);
  }

  static Outlet subscription(String name, Set<String> topics) {
    return new Outlet(name, Set.copyOf(topics));
  }

  String name() {
    return name;
  }

  boolean isSubscription() {
    return topics != null;
  }

  boolean isDeleted() {
    return isDeleted;
  }

  @Nullable Outlet deadLetters() {
    return deadLetters;
  }

  /** What is not settled may start afresh here at any time. */
  boolean isMovedAbout() {
    return isMovedAbout;
  }

  /** What is rejected here stays, and has to come again. */
  boolean holdsDeadLetters() {
    return holdsDeadLetters;
  }

  Collection<Track> tracks() {
    return tracks.values();
  }

  @Nullable Track track(long producer) {
    return tracks.get(producer);
  }

  boolean takesFrom(Lane lane) {
    if (topics == null) {
      return !lane.is(History.Trait.TOPIC) && lane.destination().equals(name);
    }
    return !isDeleted && lane.is(History.Trait.TOPIC) && topics.contains(lane.destination());
  }

  void add(Lane lane) {
    Track track = Track.fromNowOn(this, lane);
    tracks.put(lane.producer(), track);
    lane.tracks().add(track);
    passedOnTo.forEach(other -> other.takeOver(track));
  }

  void sendDeadLettersTo(Outlet other) {
    deadLetters = other;
    other.holdsDeadLetters = true;
    passOnTo(other);
  }

  /** From now on what is here may come out of the other one. */
  void passOnTo(Outlet other) {
    if (other == this) {
      isMovedAbout = true;
    } else if (passedOnTo.add(other)) {
      List.copyOf(tracks.values()).forEach(other::takeOver);
    }
  }

  private void takeOver(Track from) {
    Track present = tracks.get(from.lane().producer());
    if (present == null) {
      Track track = Track.passedOn(this, from);
      tracks.put(from.lane().producer(), track);
      passedOnTo.forEach(other -> other.takeOver(track));
    } else if (present == from.origin()) {
      present.mayReturnFrom(from);
    }
  }

  /** From now on its messages may come, but none has to. */
  void delete() {
    isDeleted = true;
    tracks.values().forEach(track -> track.lane().tracks().remove(track));
  }

  void open(String consumer, int credit) {
    Consumer before = consumers.get(consumer);
    consumers.put(consumer, new Consumer(credit, before == null ? new HashMap<>() : before.latest));
    creditOpen += credit - (before == null ? 0 : before.credit);
    creditPeak = Math.max(creditPeak, creditOpen);
  }

  void leave(String consumer) {
    Consumer gone = consumers.remove(consumer);
    if (gone != null) {
      creditOpen -= gone.credit;
      creditLeft += gone.credit;
    }
  }

  /** Whether a later master's messages have come already. */
  boolean isPast(long epoch) {
    latestEpoch = Math.max(latestEpoch, epoch);
    return epoch != 0 && epoch < latestEpoch;
  }

  /** Returns the latest message that the consumer had from the producer so far. */
  long advance(String consumer, long producer, long sequence) {
    Map<Long, Long> latest =
        consumers.computeIfAbsent(consumer, name -> new Consumer(0, new HashMap<>())).latest;
    long before = latest.getOrDefault(producer, 0L);
    latest.put(producer, Math.max(before, sequence));
    return before;
  }

  void countFlaggedFirst() {
    flaggedFirst++;
  }

  long flaggedFirst() {
    return flaggedFirst;
  }

  /** How many messages may have been in consumers' hands when they or their masters were lost. */
  long flaggedFirstMax(long failovers) {
    return creditPeak * failovers + creditLeft;
  }
}

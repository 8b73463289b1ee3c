package io.quorate.broker.sim;

import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;

/** What clients did and saw, counted. */
final class Tally {
  enum Event {
    SENDS,
    RETRIES,
    REJECTED,
    VOLATILES,
    DELIVERIES,
    REDELIVERIES,
    RELEASES,
    FAILURES,
    DEAD_LETTERS,
    LOST_LOCKS,
    VANISHED,
    TRANSACTIONS,
    ROLLBACKS,
    SUBSCRIPTIONS,
    UNSUBSCRIBED,
    BROWSED,
    MOVED,
    REDRIVEN,
    PURGED,
    PAUSES,
    CREATED,
    UPDATED,
    DELETED;

    String word() {
      return name().toLowerCase(java.util.Locale.ROOT);
    }
  }

  private final Map<Event, Long> counts = new EnumMap<>(Event.class);

  void add(Event event) {
    add(event, 1);
  }

  void add(Event event, long count) {
    counts.merge(event, count, Long::sum);
  }

  Map<String, Long> counters() {
    Map<String, Long> counters = new LinkedHashMap<>();
    for (Event event : Event.values()) {
      counters.put(event.word(), counts.getOrDefault(event, 0L));
    }
    return counters;
  }
}

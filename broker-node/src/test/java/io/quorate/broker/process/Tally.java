package io.quorate.broker.process;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Collectors;

/** How often a load did what. For any thread. */
final class Tally {
  /** What no run may do without. */
  enum Deed {
    COMMITTED,
    ROLLED_BACK,
    DELAYED,
    PRIORITISED,
    SELECTED,
    WITH_TIME_TO_LIVE,
    /** Of the durable subscriber that comes and goes. */
    VISITS,
    SHARED,
    DEAD_LETTERS,
    BROWSED,
    PAUSED,
    PURGED,
    REDRIVEN;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  private static final LongAdder NONE = new LongAdder();

  private final Map<Deed, LongAdder> counts = new ConcurrentHashMap<>();

  void count(Deed deed) {
    counts.computeIfAbsent(deed, first -> new LongAdder()).increment();
  }

  /** What has not happened at all. */
  List<Deed> missing() {
    return Arrays.stream(Deed.values()).filter(deed -> !counts.containsKey(deed)).toList();
  }

  @Override
  public String toString() {
    return Arrays.stream(Deed.values())
        .map(deed -> "%s=%s".formatted(deed, counts.getOrDefault(deed, NONE)))
        .collect(Collectors.joining(" "));
  }
}

package io.quorate.benchmarks.load;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a load does.
 *
 * @param window how many sends of one producer may be unconfirmed
 * @param ratePerSecond of all producers together; 0: as fast as the windows let them
 */
public record LoadSettings(
    int producers,
    int window,
    int consumers,
    int bodyBytes,
    int ratePerSecond,
    Duration warmUp,
    Duration measured) {
  /** Number and time of sending. */
  private static final int BODY_BYTES_MIN = 16;

  public LoadSettings {
    requireWithin("producers", producers, 1, 1_000);
    requireWithin("window", window, 1, 1_000_000);
    requireWithin("consumers", consumers, 0, 1_000);
    requireWithin("bodyBytes", bodyBytes, BODY_BYTES_MIN, 8 << 20);
    requireWithin("ratePerSecond", ratePerSecond, 0, 10_000_000);
  }

  private static void requireWithin(String name, int found, int min, int max) {
    if (found < min || found > max) {
      throw new IllegalArgumentException(
          "%s: expected %d to %d, found %d".formatted(name, min, max, found));
    }
  }

  /** As words for a command line, which {@link #parse} reads. */
  public List<String> words() {
    return List.of(
        "producers=" + producers,
        "window=" + window,
        "consumers=" + consumers,
        "bytes=" + bodyBytes,
        "rate=" + ratePerSecond,
        "warm=" + warmUp.toMillis(),
        "measured=" + measured.toMillis());
  }

  static LoadSettings parse(List<String> words) {
    Map<String, Integer> values = new TreeMap<>();
    for (String word : words) {
      String[] parts = word.split("=", 2);
      values.put(parts[0], Integer.valueOf(parts[1]));
    }
    return new LoadSettings(
        value(values, "producers"),
        value(values, "window"),
        value(values, "consumers"),
        value(values, "bytes"),
        value(values, "rate"),
        Duration.ofMillis(value(values, "warm")),
        Duration.ofMillis(value(values, "measured")));
  }

  private static int value(Map<String, Integer> values, String name) {
    Integer value = values.get(name);
    if (value == null) {
      throw new IllegalArgumentException("expected a word %s=N, found %s".formatted(name, values));
    }
    return value;
  }
}

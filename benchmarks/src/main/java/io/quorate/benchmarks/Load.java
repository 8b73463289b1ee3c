package io.quorate.benchmarks;

import io.quorate.benchmarks.load.LoadSettings;
import java.time.Duration;
import java.util.Arrays;
import java.util.stream.Collectors;

/** What a system is asked to do. All messages are persistent and go to one queue. */
public enum Load {
  P1W1("p1w1", "1 producer, 1 in flight", 1, 1, 0),
  P16W1("p16w1", "16 producers, 1 in flight each", 16, 1, 0),
  P1W1000("p1w1000", "1 producer, 1,000 in flight", 1, 1_000, 0),
  P4W1000("p4w1000", "4 producers, 1,000 in flight each", 4, 1_000, 0),
  E2E("e2e", "1 producer, 1,000 in flight, 1 consumer", 1, 1_000, 1),
  FAILOVER("failover", "kill -9 of the master, 1 in flight", 1, 1, 0),
  FAILOVER_LOADED("failover-loaded", "kill -9 of the master, 1,000 in flight", 1, 1_000, 0);

  private final String text;
  private final String description;
  private final int producers;
  private final int window;
  private final int consumers;

  Load(String text, String description, int producers, int window, int consumers) {
    this.text = text;
    this.description = description;
    this.producers = producers;
    this.window = window;
    this.consumers = consumers;
  }

  static Load parse(String text) {
    return Arrays.stream(values())
        .filter(load -> load.text.equals(text))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "expected loads of %s, found %s".formatted(names(), text)));
  }

  static String names() {
    return Arrays.stream(values()).map(Load::toString).collect(Collectors.joining(","));
  }

  boolean isFailover() {
    return this == FAILOVER || this == FAILOVER_LOADED;
  }

  boolean consumes() {
    return consumers > 0;
  }

  String description() {
    return description;
  }

  LoadSettings settings(int bodyBytes, int ratePerSecond, Duration warmUp, Duration measured) {
    return new LoadSettings(
        producers, window, consumers, bodyBytes, ratePerSecond, warmUp, measured);
  }

  @Override
  public String toString() {
    return text;
  }
}

package io.quorate.client;

import java.time.Duration;

/** Bounds of options, told in words. */
final class Checks {
  private Checks() {}

  static int within(int value, int minimum, int maximum, String name) {
    if (value < minimum || value > maximum) {
      throw new IllegalArgumentException(
          "expected %s from %d to %d, found %d".formatted(name, minimum, maximum, value));
    }
    return value;
  }

  static Duration within(Duration value, Duration minimum, Duration maximum, String name) {
    if (value.compareTo(minimum) < 0 || value.compareTo(maximum) > 0) {
      throw new IllegalArgumentException(
          "expected %s from %d to %d ms, found %d ms"
              .formatted(name, minimum.toMillis(), maximum.toMillis(), value.toMillis()));
    }
    return value;
  }

  static String text(String value, int lengthMax, String name) {
    if (value.isEmpty() || value.length() > lengthMax) {
      throw new IllegalArgumentException(
          "expected %s of 1 to %d characters, found %d".formatted(name, lengthMax, value.length()));
    }
    return value;
  }
}

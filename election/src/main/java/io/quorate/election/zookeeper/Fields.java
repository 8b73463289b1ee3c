package io.quorate.election.zookeeper;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/**
 * The text of our znodes: one {@code name=value} per line, {@code format=1} first, legible in any
 * ZooKeeper shell.
 */
final class Fields {
  private static final String FORMAT = "1";

  private final Map<String, String> values;

  private Fields(Map<String, String> values) {
    this.values = values;
  }

  /** Names and values in turn. */
  static byte[] encode(Object... namesAndValues) {
    StringBuilder text = new StringBuilder("format=").append(FORMAT).append('\n');
    for (int i = 0; i < namesAndValues.length; i += 2) {
      String value = namesAndValues[i + 1].toString();
      if (value.indexOf('\n') >= 0) {
        throw new IllegalArgumentException(
            "%s: expected one line, found '%s'".formatted(namesAndValues[i], value));
      }
      text.append(namesAndValues[i]).append('=').append(value).append('\n');
    }
    return text.toString().getBytes(StandardCharsets.UTF_8);
  }

  /**
   * @throws IllegalArgumentException if the bytes are not of this format
   */
  static Fields decode(byte[] bytes) {
    Map<String, String> values = new HashMap<>();
    new String(bytes, StandardCharsets.UTF_8)
        .lines()
        .forEach(
            line -> {
              int equals = line.indexOf('=');
              if (equals > 0) {
                values.put(line.substring(0, equals), line.substring(equals + 1));
              }
            });
    Fields fields = new Fields(values);
    if (!fields.text("format").equals(FORMAT)) {
      throw new IllegalArgumentException(
          "format: expected %s, found %s".formatted(FORMAT, fields.text("format")));
    }
    return fields;
  }

  String text(String name) {
    String value = values.get(name);
    if (value == null) {
      throw new IllegalArgumentException(
          "%s: expected a value, found only %s".formatted(name, values.keySet()));
    }
    return value;
  }

  long number(String name) {
    return Long.parseLong(text(name));
  }
}

package io.quorate.cli;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Builds an object and writes it as JSON: strings, numbers, booleans, lists and objects. */
final class Json {
  private final Map<String, Object> fields = new LinkedHashMap<>();

  Json with(String name, Object value) {
    fields.put(name, value);
    return this;
  }

  /** 64 bits are more than JSON's readers keep of a number. */
  Json withHex(String name, long value) {
    return with(name, "%016x".formatted(value));
  }

  static String text(Object value) {
    if (value instanceof Json object) {
      return object.toString();
    }
    if (value instanceof List<?> list) {
      return list.stream().map(Json::text).collect(Collectors.joining(",", "[", "]"));
    }
    boolean isNumber =
        value instanceof Number number
            && (!(value instanceof Double || value instanceof Float)
                || Double.isFinite(number.doubleValue()));
    return isNumber || value instanceof Boolean ? value.toString() : quoted(value.toString());
  }

  @Override
  public String toString() {
    return fields.entrySet().stream()
        .map(field -> quoted(field.getKey()) + ":" + text(field.getValue()))
        .collect(Collectors.joining(",", "{", "}"));
  }

  private static String quoted(String text) {
    StringBuilder out = new StringBuilder(text.length() + 2).append('"');
    text.chars().forEach(c -> appendEscaped(out, (char) c));
    return out.append('"').toString();
  }

  private static void appendEscaped(StringBuilder out, char c) {
    if (c == '"' || c == '\\') {
      out.append('\\').append(c);
    } else if (c < ' ') {
      out.append("\\u%04x".formatted((int) c));
    } else {
      out.append(c);
    }
  }
}

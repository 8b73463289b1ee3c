package io.quorate.broker.queue.selector;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The properties of one message, and what a selector makes of them. */
record Properties(Map<String, Object> values) implements PropertyLookup {

  static final Properties NONE = new Properties(Map.of());

  static Properties of(String name, Object value) {
    return new Properties(Map.of(name, value));
  }

  Properties and(String name, Object value) {
    Map<String, Object> all = new LinkedHashMap<>(values);
    all.put(name, value);
    return new Properties(all);
  }

  @Override
  public @Nullable Object valueOf(String name) {
    return values.get(name);
  }

  /** All three values, where {@link Selector#matches} tells only true from the rest. */
  Truth truthOf(String selector) {
    try {
      return new Parser(selector).parse().test(this);
    } catch (InvalidSelectorException e) {
      throw new AssertionError(e.getMessage(), e);
    }
  }
}

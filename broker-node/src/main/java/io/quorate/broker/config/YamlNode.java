package io.quorate.broker.config;

import java.util.List;
import java.util.Map;

/** A YAML value as written: scalars stay text until the key says what they are. */
sealed interface YamlNode {

  Origin origin();

  /** What it is, for an error. */
  String words();

  record Text(String value, Origin origin) implements YamlNode {
    @Override
    public String words() {
      return value.isEmpty() ? "no value" : "\"" + Excerpt.of(value) + "\"";
    }
  }

  record Items(List<YamlNode> nodes, Origin origin) implements YamlNode {
    @Override
    public String words() {
      return "a list";
    }
  }

  /** In the order of the file. */
  record Fields(Map<String, YamlNode> byName, Origin origin) implements YamlNode {
    @Override
    public String words() {
      return "a section";
    }
  }
}

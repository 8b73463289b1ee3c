package io.quorate.broker.config;

/** Prints the reference of all keys as Markdown, from the keys themselves. */
public final class ConfigReference {

  private ConfigReference() {}

  public static String markdown() {
    StringBuilder page =
        new StringBuilder("| key | type | default | meaning |\n|---|---|---|---|\n");
    for (ConfigKey key : new ConfigKeys().all()) {
      page.append("| `").append(key.path()).append("` | ").append(key.valueType().name());
      page.append(" | ").append(byDefault(key));
      page.append(" | ")
          .append(key.declared().meaning())
          .append(range(key.declared()))
          .append(" |\n");
    }
    return page.toString();
  }

  private static String byDefault(ConfigKey key) {
    if (key.isRequired()) {
      return "**required**";
    }
    return key.declared().byDefault().isEmpty()
        ? "not set"
        : "`" + key.declared().byDefault() + "`";
  }

  private static String range(Key key) {
    if (key.atLeast().isEmpty() && key.atMost().isEmpty()) {
      return "";
    }
    String atLeast = key.atLeast().isEmpty() ? "" : "at least " + key.atLeast();
    String atMost = key.atMost().isEmpty() ? "" : "at most " + key.atMost();
    return " (" + atLeast + (atLeast.isEmpty() || atMost.isEmpty() ? "" : ", ") + atMost + ")";
  }
}

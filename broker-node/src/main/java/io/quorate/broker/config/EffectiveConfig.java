package io.quorate.broker.config;

import java.util.ArrayList;
import java.util.List;

/**
 * The configuration as it is used, for people: every key, its value, where that came from, and what
 * is doubtful.
 */
public record EffectiveConfig(List<Row> rows, List<String> warnings) {

  static final String MASK = "***";
  static final String DEFAULT = "default";

  private static final String NOT_SET = "-";

  /** A key with its value; a secret one is masked here already. */
  public record Row(String key, String value, String from) {}

  public EffectiveConfig {
    rows = List.copyOf(rows);
    warnings = List.copyOf(warnings);
  }

  static EffectiveConfig of(ConfigKeys keys, Settings settings, List<String> warnings) {
    List<Row> rows = new ArrayList<>();
    for (ConfigKey key : keys.all()) {
      Setting setting = settings.find(key.path());
      rows.add(setting == null ? new Row(key.path(), NOT_SET, DEFAULT) : row(setting));
    }
    return new EffectiveConfig(rows, warnings);
  }

  private static Row row(Setting setting) {
    String value = setting.key().isSecret() ? MASK : ValueType.format(setting.value());
    return new Row(
        setting.key().path(), value.isEmpty() ? NOT_SET : value, setting.origin().words());
  }

  /** Aligned columns, one key per line. */
  public String table() {
    int keyWidth = rows.stream().mapToInt(row -> row.key().length()).max().orElse(0);
    int fromWidth = rows.stream().mapToInt(row -> row.from().length()).max().orElse(0);
    StringBuilder table = new StringBuilder();
    for (Row row : rows) {
      // The value comes last: a long one would push a column behind it out of sight.
      table.append(
          String.format(
              "%-" + keyWidth + "s  %-" + fromWidth + "s  %s%n",
              row.key(),
              row.from(),
              row.value()));
    }
    return table.toString();
  }
}

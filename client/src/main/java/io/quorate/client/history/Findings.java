package io.quorate.client.history;

import io.quorate.client.history.Anomaly.Kind;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** Counts anomalies and keeps the first few of each kind. */
final class Findings {
  static final int EXAMPLES_MAX = 10;

  private final Map<Kind, Long> counts = new EnumMap<>(Kind.class);
  private final List<Anomaly> examples = new ArrayList<>();

  Findings copy() {
    Findings copy = new Findings();
    copy.counts.putAll(counts);
    copy.examples.addAll(examples);
    return copy;
  }

  void add(Kind kind, String text, Object... values) {
    if (counts.merge(kind, 1L, Long::sum) <= EXAMPLES_MAX) {
      examples.add(new Anomaly(kind, text.formatted(values)));
    }
  }

  Map<Kind, Long> counts() {
    return Map.copyOf(counts);
  }

  List<Anomaly> examples() {
    return List.copyOf(examples);
  }
}

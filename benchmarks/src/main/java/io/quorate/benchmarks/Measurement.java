package io.quorate.benchmarks;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * One load on one system in one round.
 *
 * @param values messages a second; or, for a failover, milliseconds, one for each kill
 * @param syncs of all nodes while it was measured
 * @param words what the load said of itself
 */
record Measurement(Load load, List<Double> values, Syncs syncs, Map<String, String> words) {

  /** Of what {@link io.quorate.benchmarks.load.LoadMain} said. */
  static Measurement of(Load load, String result, Syncs syncs) {
    Map<String, String> words = new TreeMap<>();
    for (String word : result.split(" ", -1)) {
      String[] parts = word.split("=", 2);
      words.put(parts[0], parts[1]);
    }
    double seconds = Double.parseDouble(words.getOrDefault("seconds", "NaN"));
    double confirmed = number(words, "confirmed");
    // With a consumer only what has arrived counts, and nothing that was there before.
    double done = load.consumes() ? Math.min(confirmed, number(words, "delivered")) : confirmed;
    return new Measurement(load, List.of(done / seconds), syncs, words);
  }

  private static double number(Map<String, String> words, String name) {
    return Double.parseDouble(words.getOrDefault(name, "NaN"));
  }

  double confirmed() {
    return number(words, "confirmed");
  }

  double deliveredPerConfirmed() {
    return number(words, "delivered") / confirmed();
  }

  String latencies(String of) {
    List<String> texts = new ArrayList<>();
    for (String which : List.of("p50", "p99", "p999", "max")) {
      @Nullable String micros = words.get(of + "." + which);
      texts.add(which + "=" + micros + "us");
    }
    return String.join(" ", texts);
  }
}

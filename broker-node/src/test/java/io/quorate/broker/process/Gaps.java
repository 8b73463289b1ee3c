package io.quorate.broker.process;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** How long nothing was confirmed, for each kind of fault. */
final class Gaps {
  private final Map<Fault, List<Long>> millis = new TreeMap<>();

  void add(Fault fault, long gapMillis) {
    millis.computeIfAbsent(fault, f -> new ArrayList<>()).add(gapMillis);
  }

  /** A line for each fault. */
  List<String> lines() {
    return millis.entrySet().stream().map(e -> line(e.getKey().toString(), e.getValue())).toList();
  }

  /** Median, 99th percentile and worst of each fault, in seconds. */
  String summary() {
    return millis.entrySet().stream()
        .map(e -> "%s %s".formatted(e.getKey(), seconds(e.getValue())))
        .collect(Collectors.joining(", "));
  }

  private static String seconds(List<Long> gaps) {
    List<Long> sorted = gaps.stream().sorted().toList();
    return "%.1f/%.1f/%.1f"
        .formatted(at(sorted, 0.5) / 1e3, at(sorted, 0.99) / 1e3, at(sorted, 1) / 1e3);
  }

  private static String line(String fault, List<Long> gaps) {
    List<Long> sorted = new ArrayList<>(gaps);
    Collections.sort(sorted);
    return "GAP fault=%s n=%d median_ms=%d p90_ms=%d p99_ms=%d worst_ms=%d"
        .formatted(
            fault,
            sorted.size(),
            at(sorted, 0.5),
            at(sorted, 0.9),
            at(sorted, 0.99),
            at(sorted, 1));
  }

  private static long at(List<Long> sorted, double share) {
    return sorted.get((int) Math.max(0, Math.ceil(share * sorted.size()) - 1));
  }
}

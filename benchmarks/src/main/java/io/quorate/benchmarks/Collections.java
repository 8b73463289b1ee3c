package io.quorate.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What a Java server's collector has noted so far.
 *
 * @param pausesMillis one for each pause
 * @param allocatedMebibytes up to each pause, since the one before
 */
record Collections(List<Double> pausesMillis, List<Double> allocatedMebibytes) {
  static final Collections NONE = new Collections(List.of(), List.of());

  /** {@code [1.2s][info][gc] GC(3) Pause Young (Normal) 25M->3M(256M) 2.346ms}. */
  private static final Pattern PAUSE =
      Pattern.compile(".*GC\\(\\d+\\) Pause .* (\\d+)M->(\\d+)M\\(\\d+M\\) ([0-9.]+)ms");

  static Collections read(Path log) throws IOException {
    if (!Files.exists(log)) {
      return NONE;
    }
    List<Double> pauses = new ArrayList<>();
    List<Double> allocated = new ArrayList<>();
    double left = 0;
    try (Stream<String> lines = Files.lines(log)) {
      for (String line : lines.toList()) {
        Matcher pause = PAUSE.matcher(line);
        if (pause.matches()) {
          allocated.add(Math.max(0, Double.parseDouble(pause.group(1)) - left));
          left = Double.parseDouble(pause.group(2));
          pauses.add(Double.parseDouble(pause.group(3)));
        }
      }
    }
    return new Collections(pauses, allocated);
  }

  Collections since(Collections before) {
    int from = Math.min(before.pausesMillis.size(), pausesMillis.size());
    return new Collections(
        pausesMillis.subList(from, pausesMillis.size()),
        allocatedMebibytes.subList(from, allocatedMebibytes.size()));
  }

  String describe(double seconds) {
    if (pausesMillis.isEmpty()) {
      return "";
    }
    List<Double> sorted = pausesMillis.stream().sorted().toList();
    return String.format(
        Locale.ROOT,
        "allocated_mib_per_second=%.0f pauses=%d pause_p99_ms=%.1f pause_max_ms=%.1f",
        allocatedMebibytes.stream().mapToDouble(Double::doubleValue).sum() / seconds,
        sorted.size(),
        sorted.get((int) (0.99 * (sorted.size() - 1))),
        sorted.get(sorted.size() - 1));
  }
}

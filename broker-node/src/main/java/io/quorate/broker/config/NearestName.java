package io.quorate.broker.config;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;

/** Finds the name that was probably meant. */
final class NearestName {

  /** Longer names are garbage, and comparing them would only cost time. */
  private static final int LENGTH_MAX = 100;

  private NearestName() {}

  /** " (did you mean …?)", or nothing when no known name is near. */
  static String hint(String unknown, Collection<String> known) {
    if (unknown.length() > LENGTH_MAX) {
      return "";
    }
    int near = Math.max(2, unknown.length() / 3);
    return known.stream()
        .min(Comparator.comparingInt(name -> distance(unknown, name)))
        .filter(name -> distance(unknown, name) <= near)
        .map(name -> " (did you mean " + name + "?)")
        .orElse("");
  }

  /** A key in the wrong section is as near as one with a wrong letter. */
  private static int distance(String unknown, String known) {
    String name = unknown.toLowerCase(Locale.ROOT);
    String candidate = known.toLowerCase(Locale.ROOT);
    return Math.min(edits(name, candidate), 1 + edits(lastPart(name), lastPart(candidate)));
  }

  private static String lastPart(String path) {
    return path.substring(path.lastIndexOf('.') + 1);
  }

  /** Levenshtein's distance, one row at a time. */
  static int edits(String from, String to) {
    int[] row = new int[to.length() + 1];
    for (int j = 0; j < row.length; j++) {
      row[j] = j;
    }
    for (int i = 1; i <= from.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j < row.length; j++) {
        int replaced = diagonal + (from.charAt(i - 1) == to.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(replaced, 1 + Math.min(row[j], row[j - 1]));
      }
    }
    return row[to.length()];
  }
}

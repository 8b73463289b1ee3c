package io.quorate.client.internal;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;

/** Finds the name that was probably meant. */
public final class NearestName {
  /** Longer names are garbage, and comparing them would only cost time. */
  private static final int LENGTH_MAX = 100;

  private NearestName() {}

  /** " (did you mean …?)", or nothing when no known name is near. */
  public static String hint(String unknown, Collection<String> known) {
    if (unknown.length() > LENGTH_MAX) {
      return "";
    }
    int near = Math.max(2, unknown.length() / 3);
    return known.stream()
        .min(Comparator.comparingInt(name -> edits(unknown, name)))
        .filter(name -> edits(unknown, name) <= near)
        .map(" (did you mean %s?)"::formatted)
        .orElse("");
  }

  /** Levenshtein's distance without regard to case, one row at a time. */
  private static int edits(String fromName, String toName) {
    String from = fromName.toLowerCase(Locale.ROOT);
    String to = toName.toLowerCase(Locale.ROOT);
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

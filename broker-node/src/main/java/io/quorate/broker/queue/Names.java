package io.quorate.broker.queue;

import org.jspecify.annotations.Nullable;

/** How destinations, clients and subscriptions may be called. */
public final class Names {
  public static final int LENGTH_MAX = 255;

  private static final String ALLOWED = "letters, digits and _ : $ -";

  private Names() {}

  public static boolean isDestination(String name) {
    return problemOfDestination(name) == null;
  }

  /** What is wrong with it and what is expected; null: it may be used. */
  public static @Nullable String problemOfDestination(String name) {
    return problemOfParts(name, false);
  }

  /** The same of a topic's name or a pattern for several: {@code a.*.c}, {@code a.>}. */
  public static @Nullable String problemOfPattern(String pattern) {
    return problemOfParts(pattern, true);
  }

  /** The same of a client id or a subscription's name. */
  public static @Nullable String problemOfLabel(String label) {
    String problem = problemOfLength(label);
    if (problem != null) {
      return problem;
    }
    for (int i = 0; i < label.length(); i++) {
      if (Character.isISOControl(label.charAt(i))) {
        return String.format("character %d is a control character", i + 1);
      }
    }
    return null;
  }

  private static @Nullable String problemOfParts(String name, boolean isPattern) {
    String problem = problemOfLength(name);
    if (problem != null) {
      return problem;
    }
    int partFrom = 0;
    for (int i = 0; i <= name.length(); i++) {
      if (i < name.length() && name.charAt(i) != '.') {
        continue;
      }
      problem = problemOfPart(name, partFrom, i, isPattern);
      if (problem != null) {
        return problem;
      }
      partFrom = i + 1;
    }
    return null;
  }

  private static @Nullable String problemOfLength(String name) {
    return name.isEmpty() || name.length() > LENGTH_MAX
        ? String.format("1 to %d characters are expected, found %d", LENGTH_MAX, name.length())
        : null;
  }

  private static @Nullable String problemOfPart(String name, int from, int to, boolean isPattern) {
    if (from == to) {
      return "'" + name + "' has an empty part: one dot between two parts, none at either end";
    }
    if (to - from == 1 && (name.charAt(from) == '*' || name.charAt(from) == '>')) {
      return problemOfWildcard(name, name.charAt(from), to, isPattern);
    }
    for (int i = from; i < to; i++) {
      if (!isAllowed(name.charAt(i))) {
        return String.format(
            "'%s' has '%s' as character %d: allowed are %s, in parts separated by dots",
            name, name.charAt(i), i + 1, ALLOWED);
      }
    }
    return null;
  }

  private static @Nullable String problemOfWildcard(
      String name, char wildcard, int to, boolean isPattern) {
    if (!isPattern) {
      return "'" + name + "' has the wildcard " + wildcard + ": a plain name is expected here";
    }
    return wildcard == '>' && to < name.length()
        ? "'" + name + "' goes on behind '>', which stands for all the rest"
        : null;
  }

  private static boolean isAllowed(char c) {
    return (c >= 'a' && c <= 'z')
        || (c >= 'A' && c <= 'Z')
        || (c >= '0' && c <= '9')
        || c == '_'
        || c == ':'
        || c == '$'
        || c == '-';
  }
}

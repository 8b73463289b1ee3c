package io.quorate.broker.config;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Gathers what is wrong, so that the operator sees all of it at once and not one thing per start.
 */
final class ConfigProblems {

  /** More than this and the file is not a configuration at all. */
  private static final int SHOWN_MAX = 50;

  private final List<String> lines = new ArrayList<>();
  private final Set<String> warnings = new LinkedHashSet<>();

  void add(String path, Origin origin, String sentence) {
    lines.add(path + " (" + origin.words() + "): " + sentence);
  }

  void addFound(String path, Origin origin, String found, String expected) {
    add(path, origin, "found " + found + ", expected " + expected);
  }

  /** A value that was read, but is wrong beside another. */
  void addFound(Setting setting, String expected) {
    String found = Excerpt.of(ValueType.format(setting.value()));
    addFound(setting.key().path(), setting.origin(), found, expected);
  }

  void addMissing(String path, String expected) {
    lines.add(path + ": is not set, expected " + expected);
  }

  void warn(String path, Origin origin, String sentence) {
    warnings.add(path + " (" + origin.words() + "): " + sentence);
  }

  List<String> warnings() {
    return List.copyOf(warnings);
  }

  int count() {
    return lines.size();
  }

  /** Ends the loading if there is anything to report. */
  void throwIfAny(String source) throws ConfigException {
    if (lines.isEmpty()) {
      return;
    }
    String title = source + ": " + (lines.size() == 1 ? "1 problem" : lines.size() + " problems");
    List<String> shown = lines.subList(0, Math.min(lines.size(), SHOWN_MAX));
    String more =
        lines.size() > SHOWN_MAX ? "\n  … and " + (lines.size() - SHOWN_MAX) + " more" : "";
    throw new ConfigException(title + "\n  " + String.join("\n  ", shown) + more);
  }
}

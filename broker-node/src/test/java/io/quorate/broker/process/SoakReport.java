package io.quorate.broker.process;

import io.quorate.broker.process.Steadiness.Comparison;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** A part of {@code docs/proof.md} and a picture beside it. */
final class SoakReport {
  private static final String BEGIN = "<!-- soak: written by scripts/soak -->";
  private static final String END = "<!-- soak: end -->";
  private static final String PICTURE = "proof/soak.svg";

  private final Path page;

  /**
   * Writes nothing yet.
   *
   * @throws IOException if the page lacks the marks between which it writes
   */
  SoakReport(Path page) throws IOException {
    this.page = page;
    split(Files.readString(page));
  }

  private record Frame(String before, String after) {}

  private Frame split(String text) throws IOException {
    int begin = text.indexOf(BEGIN);
    int end = text.indexOf(END);
    if (begin < 0 || end < begin) {
      throw new IOException(
          "%s: expected the lines %s and %s, found not both; put them back"
              .formatted(page, BEGIN, END));
    }
    return new Frame(text.substring(0, begin + BEGIN.length()), text.substring(end));
  }

  /** Replaces what was there. */
  void write(String counts, String table, String plot) throws IOException {
    Path picture = page.resolveSibling(PICTURE);
    Files.createDirectories(picture.resolveSibling("."));
    Files.writeString(picture, plot);
    Frame frame = split(Files.readString(page));
    Files.writeString(
        page,
        frame.before()
            + "\n`"
            + counts
            + "`\n\n"
            + table
            + "\n![What the nodes took over time]("
            + PICTURE
            + ")\n"
            + frame.after());
  }

  /** A row for each figure, a column for each node. */
  static String table(Map<Vital, List<Course>> vitals, Steadiness steadiness) {
    List<Course> first = vitals.values().iterator().next();
    String heads = first.stream().map(Course::line).collect(Collectors.joining(" | "));
    return "| minute 5 → end | %s |\n|---|%s\n".formatted(heads, "---|".repeat(first.size()))
        + vitals.entrySet().stream()
            .map(entry -> row(entry.getKey(), entry.getValue(), steadiness))
            .collect(Collectors.joining());
  }

  private static String row(Vital vital, List<Course> courses, Steadiness steadiness) {
    return courses.stream()
        .map(course -> cell(steadiness.compare(course)))
        .collect(Collectors.joining(" | ", "| " + vital.title() + " | ", " |\n"));
  }

  private static String cell(Comparison comparison) {
    return String.format(
        Locale.ROOT,
        "%.1f → %.1f (%+.1f %%)%s",
        comparison.early(),
        comparison.late(),
        comparison.difference() * 100,
        comparison.isSteady() ? "" : " **not steady**");
  }
}

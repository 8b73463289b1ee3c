package io.quorate.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;

/**
 * What was recorded of ours beside peers: a file of rows, and what is made of them, a table between
 * two marks of {@code docs/performance.md} and a plot.
 */
final class PerformancePage {
  private static final String BEGIN = "<!-- peers: written by scripts/bench-peers --record -->";
  private static final String END = "<!-- peers: end -->";

  private final Path page;
  private final Path rows;
  private final Path plot;
  private final Clock clock;

  PerformancePage(Path docs, Clock clock) {
    this.clock = clock;
    page = docs.resolve("performance.md");
    rows = docs.resolve("performance/peers.csv");
    plot = docs.resolve("performance/peers.svg");
  }

  void record(List<Ratio> ratios) throws IOException {
    LocalDate today = LocalDate.now(clock);
    List<PeerRow> fresh = ratios.stream().map(ratio -> PeerRow.of(today, ratio)).toList();
    List<PeerRow> all = new ArrayList<>(fresh);
    recorded().stream().filter(row -> fresh.stream().noneMatch(row::isSameAs)).forEach(all::add);
    all.sort(Comparator.comparing(PeerRow::load).thenComparing(PeerRow::peer));
    Files.createDirectories(plot.resolveSibling("."));
    Files.writeString(
        rows,
        PeerRow.HEADER
            + "\n"
            + all.stream().map(row -> row.line() + "\n").collect(Collectors.joining()));
    Files.writeString(plot, RatioPlot.svg(all));
    writeBetweenMarks(table(all));
  }

  private List<PeerRow> recorded() throws IOException {
    return Files.exists(rows)
        ? Files.readAllLines(rows).stream().skip(1).map(PeerRow::parse).toList()
        : List.of();
  }

  private static String table(List<PeerRow> rows) {
    return """
        | load | peer | Quorate | peer | ratio (quartiles) | syncs of ours | of the peer | rounds, day |
        |---|---|---|---|---|---|---|---|
        """
        + rows.stream().map(row -> row.tableLine() + "\n").collect(Collectors.joining());
  }

  private void writeBetweenMarks(String text) throws IOException {
    String old = Files.readString(page);
    int begin = old.indexOf(BEGIN);
    int end = old.indexOf(END);
    if (begin < 0 || end < begin) {
      throw new IOException(
          "%s: expected the lines %s and %s, found not both; put them back"
              .formatted(page, BEGIN, END));
    }
    String picture = "![Ratios of ours to each peer](performance/peers.svg)\n";
    Files.writeString(
        page,
        old.substring(0, begin + BEGIN.length())
            + "\n"
            + text
            + "\n"
            + picture
            + old.substring(end));
  }
}

package io.quorate.cli;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/** Columns of equal width for people: numbers and amounts to the right, words to the left. */
final class TextTable {
  private static final Pattern NUMBER = Pattern.compile("-?[0-9][0-9.]*(?: ?[A-Za-z]{1,3})?|-");

  private final List<List<String>> rows = new ArrayList<>();
  private final int columns;

  TextTable(String... headings) {
    columns = headings.length;
    rows.add(List.of(headings));
  }

  void row(Object... cells) {
    List<String> row = new ArrayList<>();
    for (Object cell : cells) {
      row.add(cell.toString());
    }
    if (row.size() != columns) {
      throw new IllegalArgumentException(
          "expected %d cells, found %d".formatted(columns, row.size()));
    }
    rows.add(row);
  }

  void print(PrintWriter out) {
    List<Column> layout = IntStream.range(0, columns).mapToObj(this::column).toList();
    for (List<String> row : rows) {
      StringBuilder line = new StringBuilder();
      for (int column = 0; column < columns; column++) {
        line.append(column == 0 ? "" : "  ").append(layout.get(column).padded(row.get(column)));
      }
      out.println(line.toString().stripTrailing());
    }
  }

  private Column column(int column) {
    return new Column(
        rows.stream().mapToInt(row -> row.get(column).length()).max().orElse(0),
        rows.stream().skip(1).allMatch(row -> NUMBER.matcher(row.get(column)).matches()));
  }

  private record Column(int width, boolean isNumeric) {
    String padded(String cell) {
      String blanks = " ".repeat(width - cell.length());
      return isNumeric ? blanks + cell : cell + blanks;
    }
  }
}

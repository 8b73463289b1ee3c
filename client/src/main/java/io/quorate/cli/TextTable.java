package io.quorate.cli;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** Columns of equal width for people: numbers to the right, words to the left. */
final class TextTable {
  private static final Pattern NUMBER = Pattern.compile("-?[0-9][0-9.]*|-");

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
    for (List<String> row : rows) {
      StringBuilder line = new StringBuilder();
      for (int column = 0; column < columns; column++) {
        line.append(column == 0 ? "" : "  ").append(padded(row.get(column), column));
      }
      out.println(line.toString().stripTrailing());
    }
  }

  private String padded(String cell, int column) {
    String blanks = " ".repeat(width(column) - cell.length());
    return isNumeric(column) ? blanks + cell : cell + blanks;
  }

  private int width(int column) {
    return rows.stream().mapToInt(row -> row.get(column).length()).max().orElse(0);
  }

  private boolean isNumeric(int column) {
    return rows.stream().skip(1).allMatch(row -> NUMBER.matcher(row.get(column)).matches());
  }
}

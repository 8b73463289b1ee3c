package io.quorate.benchmarks;

import java.util.List;
import java.util.Locale;

/** A row for each load and peer: the median ratio as a dot, the quartiles as a bar, 1 as a line. */
final class RatioPlot {
  private static final int LABELS_WIDTH = 230;
  private static final int WIDTH = 760;
  private static final int ROW_HEIGHT = 22;
  private static final int HEAD_HEIGHT = 40;
  private static final int MARGIN = 30;
  private static final List<Double> TICKS =
      List.of(0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0, 20.0, 50.0, 100.0);

  private final double min;
  private final double max;
  private final StringBuilder svg = new StringBuilder();

  private RatioPlot(List<PeerRow> rows) {
    min = Math.min(0.2, rows.stream().mapToDouble(PeerRow::q1).min().orElse(1));
    max = Math.max(5, rows.stream().mapToDouble(PeerRow::q3).max().orElse(1));
  }

  static String svg(List<PeerRow> rows) {
    return new RatioPlot(rows).draw(rows);
  }

  private String draw(List<PeerRow> rows) {
    int height = HEAD_HEIGHT + rows.size() * ROW_HEIGHT + MARGIN;
    add(
        "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 %d %d' font-family='sans-serif'"
            + " font-size='12'>",
        WIDTH, height);
    add("<rect width='%d' height='%d' fill='white'/>", WIDTH, height);
    add(
        "<text x='%d' y='16' font-weight='bold'>Quorate beside each peer: right of 1 ours is"
            + " ahead</text>",
        MARGIN / 2);
    TICKS.stream().filter(tick -> tick >= min && tick <= max).forEach(tick -> tick(tick, height));
    for (int i = 0; i < rows.size(); i++) {
      row(rows.get(i), HEAD_HEIGHT + i * ROW_HEIGHT + ROW_HEIGHT / 2);
    }
    add("</svg>");
    return svg.toString();
  }

  private void tick(double ratio, int height) {
    boolean isOne = ratio == 1.0;
    add(
        "<line x1='%1$.1f' x2='%1$.1f' y1='%2$d' y2='%3$d' stroke='%4$s'/>",
        x(ratio), HEAD_HEIGHT - 8, height - MARGIN, isOne ? "black" : "#ddd");
    add(
        "<text x='%.1f' y='%d' text-anchor='middle'>%s</text>",
        x(ratio),
        height - MARGIN + 16,
        ratio == Math.rint(ratio) ? Integer.toString((int) ratio) : Double.toString(ratio));
  }

  private void row(PeerRow row, int y) {
    String color = row.q1() >= 1 ? "#1a7f37" : row.q3() < 1 ? "#b35900" : "#57606a";
    add("<text x='%d' y='%d'>%s, %s</text>", MARGIN / 2, y + 4, row.load(), row.peer());
    add(
        "<line x1='%.1f' x2='%.1f' y1='%3$d' y2='%3$d' stroke='%4$s' stroke-width='5'/>",
        x(row.q1()), x(row.q3()), y, color);
    add("<circle cx='%.1f' cy='%d' r='5' fill='%s'/>", x(row.ratio()), y, color);
  }

  /** Logarithmic. */
  private double x(double ratio) {
    double part = (Math.log(ratio) - Math.log(min)) / (Math.log(max) - Math.log(min));
    return LABELS_WIDTH + part * (WIDTH - LABELS_WIDTH - MARGIN);
  }

  private void add(String format, Object... values) {
    svg.append(String.format(Locale.ROOT, format, values)).append('\n');
  }
}

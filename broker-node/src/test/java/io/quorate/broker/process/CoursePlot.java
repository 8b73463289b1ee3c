package io.quorate.broker.process;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * Small pictures in two columns, one for each figure, with a line for each course. From zero up.
 */
final class CoursePlot {
  /** Courses of one unit. */
  record Panel(String title, List<Course> courses) {}

  private static final int COLUMNS = 2;
  private static final int PANEL_WIDTH = 400;
  private static final int PANEL_HEIGHT = 190;
  private static final int LEFT = 55;
  private static final int RIGHT = 20;
  private static final int TOP = 40;
  private static final int BOTTOM = 30;
  private static final int TICKS = 4;
  private static final List<String> COLORS = List.of("#0969da", "#b35900", "#1a7f37");

  private final double minutes;
  private final StringBuilder svg = new StringBuilder();

  private CoursePlot(double seconds) {
    minutes = seconds / 60;
  }

  static String svg(List<Panel> panels, double seconds) {
    return new CoursePlot(seconds).draw(panels);
  }

  private String draw(List<Panel> panels) {
    int rows = (panels.size() + COLUMNS - 1) / COLUMNS;
    add(
        "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 %d %d' font-family='sans-serif'"
            + " font-size='11'>",
        COLUMNS * PANEL_WIDTH, rows * PANEL_HEIGHT);
    add("<rect width='100%%' height='100%%' fill='white'/>");
    for (int i = 0; i < panels.size(); i++) {
      add(
          "<g transform='translate(%d %d)'>",
          i % COLUMNS * PANEL_WIDTH, i / COLUMNS * PANEL_HEIGHT);
      panel(panels.get(i));
      add("</g>");
    }
    add("</svg>");
    return svg.toString();
  }

  private void panel(Panel panel) {
    double top = roundUp(panel.courses().stream().mapToDouble(Course::max).max().orElse(0));
    add("<text x='%d' y='18' font-weight='bold'>%s</text>", LEFT, panel.title());
    for (int tick = 0; tick <= TICKS; tick++) {
      level(top * tick / TICKS, top);
      time(minutes * tick / TICKS);
    }
    for (int i = 0; i < panel.courses().size(); i++) {
      course(panel.courses().get(i), top, i);
    }
  }

  /** To 1, 2, 4 or 8 times a power of ten, so that a quarter of it is a short number. */
  static double roundUp(double max) {
    if (max <= 0) {
      return 1;
    }
    double power = Math.pow(10, Math.floor(Math.log10(max)));
    for (int times : List.of(1, 2, 4, 8)) {
      if (max <= times * power) {
        return times * power;
      }
    }
    return 10 * power;
  }

  private void level(double value, double top) {
    double y = y(value, top);
    add(
        "<line x1='%d' x2='%d' y1='%3$.1f' y2='%3$.1f' stroke='#ddd'/>",
        LEFT, PANEL_WIDTH - RIGHT, y);
    add("<text x='%d' y='%.1f' text-anchor='end'>%s</text>", LEFT - 5, y + 4, number(value));
  }

  private void time(double minute) {
    add(
        "<text x='%.1f' y='%d' text-anchor='middle'>%s min</text>",
        x(minute * 60), PANEL_HEIGHT - BOTTOM + 15, number(minute));
  }

  private static String number(double value) {
    return value == Math.rint(value)
        ? String.format(Locale.ROOT, "%,d", (long) value)
        : String.format(Locale.ROOT, "%.1f", value);
  }

  private void course(Course course, double top, int index) {
    String color = COLORS.get(index % COLORS.size());
    add(
        "<text x='%d' y='32' fill='%s'>%s</text>",
        LEFT + index * (PANEL_WIDTH - LEFT) / COLORS.size(), color, course.line());
    String points =
        course.points().stream()
            .map(
                point ->
                    String.format(
                        Locale.ROOT, "%.1f,%.1f", x(point.seconds()), y(point.value(), top)))
            .collect(Collectors.joining(" "));
    add("<polyline fill='none' stroke='%s' points='%s'/>", color, points);
  }

  private double x(double seconds) {
    return LEFT + seconds / 60 / minutes * (PANEL_WIDTH - LEFT - RIGHT);
  }

  private static double y(double value, double top) {
    return PANEL_HEIGHT - BOTTOM - value / top * (PANEL_HEIGHT - TOP - BOTTOM);
  }

  private void add(String format, Object... values) {
    svg.append(String.format(Locale.ROOT, format, values)).append('\n');
  }
}

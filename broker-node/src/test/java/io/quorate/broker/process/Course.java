package io.quorate.broker.process;

import java.util.ArrayList;
import java.util.List;

/**
 * One figure over the time of a run. For one thread.
 *
 * @param line whose figure it is
 */
record Course(String line, List<Point> points) {
  /** What was found, how long after the beginning. */
  record Point(double seconds, double value) {}

  /** A part of the run. Both ends belong to it. */
  record Span(double fromSeconds, double toSeconds) {
    boolean contains(Point point) {
      return point.seconds() >= fromSeconds && point.seconds() <= toSeconds;
    }
  }

  Course(String line) {
    this(line, new ArrayList<>());
  }

  void add(double seconds, double value) {
    points.add(new Point(seconds, value));
  }

  double mean(Span span) {
    return points.stream()
        .filter(span::contains)
        .mapToDouble(Point::value)
        .average()
        .orElseThrow(
            () ->
                new IllegalStateException(
                    "expected a look at %s between %.0f and %.0f s, found none"
                        .formatted(line, span.fromSeconds(), span.toSeconds())));
  }

  double max() {
    return points.stream().mapToDouble(Point::value).max().orElse(0);
  }

  /** What was found last; 0 before the first look. */
  double last() {
    return points.isEmpty() ? 0 : points.get(points.size() - 1).value();
  }
}

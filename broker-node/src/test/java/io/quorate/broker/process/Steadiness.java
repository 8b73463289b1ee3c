package io.quorate.broker.process;

import io.quorate.broker.process.Course.Span;

/** The end of a run beside its fifth minute: by then everything has filled that may fill. */
final class Steadiness {
  /** What may differ, of what was there early. */
  static final double DIFFERENCE_MAX = 0.1;

  private static final double EARLY_SECONDS = 300;
  private static final double SPAN_SECONDS = 120;

  /** A run of less time than this compares its third to its end, by shorter spans. */
  private static final double FULL_SECONDS = 3 * EARLY_SECONDS;

  private final Span early;
  private final Span late;

  /** Of a run of so many seconds. */
  Steadiness(double seconds) {
    double part = Math.min(1, seconds / FULL_SECONDS);
    double middle = part * EARLY_SECONDS;
    double length = part * SPAN_SECONDS;
    early = new Span(middle - length / 2, middle + length / 2);
    late = new Span(seconds - length, seconds);
  }

  /** What a course was early and late. */
  record Comparison(double early, double late) {
    /** Of what was there early; negative: it has shrunk. */
    double difference() {
      return late == early ? 0 : (late - early) / early;
    }

    boolean isSteady() {
      return Math.abs(difference()) <= DIFFERENCE_MAX;
    }
  }

  Comparison compare(Course course) {
    return new Comparison(course.mean(early), course.mean(late));
  }
}

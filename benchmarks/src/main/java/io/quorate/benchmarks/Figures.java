package io.quorate.benchmarks;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** Median and quartiles of some values, by linear interpolation. */
record Figures(double q1, double median, double q3) {
  static Figures of(List<Double> values) {
    double[] sorted = values.stream().mapToDouble(Double::doubleValue).sorted().toArray();
    return new Figures(at(sorted, 0.25), at(sorted, 0.5), at(sorted, 0.75));
  }

  private static double at(double[] sorted, double part) {
    if (sorted.length == 0) {
      throw new IllegalArgumentException("expected some values, found " + Arrays.toString(sorted));
    }
    double place = part * (sorted.length - 1);
    int below = (int) place;
    int above = Math.min(below + 1, sorted.length - 1);
    return sorted[below] + (place - below) * (sorted[above] - sorted[below]);
  }

  /** Whole from 100 on, with three digits below. */
  static String text(double value) {
    return value >= 100
        ? String.format(Locale.ROOT, "%.0f", value)
        : String.format(Locale.ROOT, "%.3g", value);
  }
}

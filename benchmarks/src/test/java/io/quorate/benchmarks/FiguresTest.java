package io.quorate.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

final class FiguresTest {
  @Test
  void findsMedianAndQuartilesBetweenValues() {
    assertThat(Figures.of(List.of(4.0, 1.0, 3.0, 2.0))).isEqualTo(new Figures(1.75, 2.5, 3.25));
  }

  @Test
  void takesASingleValueForAllOfThem() {
    assertThat(Figures.of(List.of(7.0))).isEqualTo(new Figures(7, 7, 7));
  }
}

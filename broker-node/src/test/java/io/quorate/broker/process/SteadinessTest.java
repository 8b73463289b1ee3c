package io.quorate.broker.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.Test;

final class SteadinessTest {
  private static final double HALF_AN_HOUR = 1_800;

  private static Course course(double seconds, DoubleUnaryOperator valueAt) {
    Course course = new Course("master");
    for (double at = 5; at <= seconds; at += 5) {
      course.add(at, valueAt.applyAsDouble(at));
    }
    return course;
  }

  private static Steadiness.Comparison compare(double seconds, DoubleUnaryOperator valueAt) {
    return new Steadiness(seconds).compare(course(seconds, valueAt));
  }

  @Test
  void meansOfTheFifthMinuteAndOfTheLastTwoAreCompared() {
    Steadiness.Comparison comparison = compare(HALF_AN_HOUR, seconds -> seconds);

    assertThat(comparison.early()).isEqualTo(300);
    assertThat(comparison.late()).isEqualTo(1_740);
  }

  @Test
  void whatFillsBeforeTheFifthMinuteIsSteady() {
    assertThat(compare(HALF_AN_HOUR, seconds -> Math.min(seconds, 240)).isSteady()).isTrue();
  }

  @Test
  void aTenthMoreIsSteadyAndALittleMoreIsNot() {
    assertThat(compare(HALF_AN_HOUR, seconds -> seconds < 900 ? 100 : 110).isSteady()).isTrue();
    assertThat(compare(HALF_AN_HOUR, seconds -> seconds < 900 ? 100 : 110.1).isSteady()).isFalse();
  }

  @Test
  void whatShrinksIsNotSteadyEither() {
    assertThat(compare(HALF_AN_HOUR, seconds -> seconds < 900 ? 100 : 89).isSteady()).isFalse();
  }

  @Test
  void whatWasNothingAndIsSomethingIsNotSteady() {
    assertThat(compare(HALF_AN_HOUR, seconds -> seconds < 900 ? 0 : 1).isSteady()).isFalse();
    assertThat(compare(HALF_AN_HOUR, seconds -> 0).isSteady()).isTrue();
  }

  @Test
  void aShortRunComparesItsThirdToItsEnd() {
    Steadiness.Comparison comparison = compare(180, seconds -> seconds);

    assertThat(comparison.early()).isEqualTo(60);
    assertThat(comparison.late()).isBetween(165.0, 170.0);
  }

  @Test
  void aCourseWithoutALookAtTheEndIsRefused() {
    Course course = course(900, seconds -> 1);

    assertThatThrownBy(() -> new Steadiness(HALF_AN_HOUR).compare(course))
        .hasMessageContaining("a look at master between 1680 and 1800 s");
  }
}

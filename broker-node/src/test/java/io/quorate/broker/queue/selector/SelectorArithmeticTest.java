package io.quorate.broker.queue.selector;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Calculating: precedence, Java's promotion, and what has no result. */
class SelectorArithmeticTest {

  private static final Properties MESSAGE =
      Properties.of("two", 2)
          .and("three", 3L)
          .and("byteMax", Byte.MAX_VALUE)
          .and("intMax", Integer.MAX_VALUE)
          .and("intMin", Integer.MIN_VALUE)
          .and("longMax", Long.MAX_VALUE)
          .and("longMin", Long.MIN_VALUE)
          .and("float", 0.1f)
          .and("minusOne", -1)
          .and("zero", 0)
          .and("text", "2")
          .and("flag", true);

  @ParameterizedTest
  @ValueSource(
      strings = {
        "1 + 2 * 3 = 7",
        "(1 + 2) * 3 = 9",
        "10 - 4 - 3 = 3",
        "24 / 4 / 2 = 3",
        "24 / (4 / 2) = 12",
        "2 * 3 / 4 = 1",
        "two + three = 5",
        "-two = -2",
        "- -two = 2",
        "-+-two = 2",
        "1--two = 3",
        "-two * -three = 6",
        "+two = 2",
        "two + 1 > three - 1"
      })
  void bindsSignsBeforeProductsBeforeSums(String selector) {
    assertThat(MESSAGE.truthOf(selector)).isEqualTo(Truth.TRUE);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "7 / 2 = 3",
        "-7 / 2 = -3",
        "7 / 2. = 3.5",
        "byteMax + byteMax = 254",
        "intMax + two = -2147483647",
        "intMin / minusOne = intMin",
        "-intMin = intMin",
        "intMax + 2 = 2147483649",
        "longMax + two < 0",
        "longMin / minusOne = longMin",
        "float + float = 0.2f",
        "float * 3 = 0.3f",
        "float + 0.1 <> 0.2f",
        "longMax + float = longMax"
      })
  void calculatesInTheTypeThatJavaPromotesTo(String selector) {
    assertThat(MESSAGE.truthOf(selector)).isEqualTo(Truth.TRUE);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "gone + 1 = 1",
        "1 - gone <> 1",
        "-gone = 0",
        "gone * 0 = 0",
        "text + 1 = 3",
        "+text = '2'",
        "-text < 0",
        "flag * 1 = 1",
        "1 / zero = 1",
        "1 / 0 <> 1"
      })
  void isUnknownWhereThereIsNoResult(String selector) {
    assertThat(MESSAGE.truthOf(selector)).isEqualTo(Truth.UNKNOWN);
    assertThat(MESSAGE.truthOf("NOT " + selector)).isEqualTo(Truth.UNKNOWN);
  }

  @ParameterizedTest
  @CsvSource({"1. / 0 > 1e308, TRUE", "0. / 0 = 0. / 0, FALSE", "0. / zero <> 1, TRUE"})
  void approximateDivisionByZeroIsThatOfJava(String selector, Truth expected) {
    assertThat(MESSAGE.truthOf(selector)).isEqualTo(expected);
  }
}

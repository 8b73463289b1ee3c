package io.quorate.broker.queue.selector;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What compares with what. */
class SelectorComparisonTest {

  private static final Properties MESSAGE =
      Properties.of("color", "red")
          .and("empty", "")
          .and("digits", "7")
          .and("urgent", true)
          .and("byte", (byte) 7)
          .and("short", (short) 7)
          .and("int", 7)
          .and("long", 7L)
          .and("float", 7.5f)
          .and("double", 7.5)
          .and("nan", Double.NaN);

  @ParameterizedTest
  @ValueSource(
      strings = {
        "int = 7",
        "int <> 8",
        "int < 8",
        "int <= 7",
        "int > 6",
        "int >= 7",
        "7 = int",
        "color = 'red'",
        "color <> 'Red'",
        "empty = ''",
        "urgent = TRUE",
        "urgent <> FALSE",
        "urgent = (int > 1)",
        "(int = 7) = (long = 7)"
      })
  void comparesLikeWithLike(String selector) {
    assertThat(MESSAGE.truthOf(selector)).isEqualTo(Truth.TRUE);
  }

  @ParameterizedTest
  @ValueSource(strings = {"byte", "short", "int", "long"})
  void exactNumbersCompareAcrossTheirTypes(String name) {
    assertThat(MESSAGE.truthOf(name + " = long AND " + name + " = 7.0")).isEqualTo(Truth.TRUE);
    assertThat(MESSAGE.truthOf(name + " < float AND " + name + " < double")).isEqualTo(Truth.TRUE);
  }

  @Test
  void comparesInTheTypeThatJavaPromotesTo() {
    Properties message =
        Properties.of("long", 16_777_217L).and("float", 16_777_216f).and("tenth", 0.1f);

    assertThat(message.truthOf("long = float")).isEqualTo(Truth.TRUE);
    assertThat(message.truthOf("long = 16777216.0")).isEqualTo(Truth.FALSE);
    assertThat(message.truthOf("tenth = 0.1")).isEqualTo(Truth.FALSE);
    assertThat(message.truthOf("tenth = 0.1f")).isEqualTo(Truth.TRUE);
  }

  @Test
  void longsKeepTheirLastDigit() {
    Properties message = Properties.of("id", Long.MAX_VALUE);

    assertThat(message.truthOf("id = 9223372036854775807")).isEqualTo(Truth.TRUE);
    assertThat(message.truthOf("id = 9223372036854775806")).isEqualTo(Truth.FALSE);
  }

  @ParameterizedTest
  @CsvSource({
    "nan = nan, FALSE",
    "nan <> nan, TRUE",
    "nan < 1, FALSE",
    "nan >= 1, FALSE",
    "0.0 = -0.0, TRUE"
  })
  void notANumberHasNoOrder(String selector, Truth expected) {
    assertThat(MESSAGE.truthOf(selector)).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "digits = 7",
        "digits <> 7",
        "digits > 6",
        "digits < int",
        "int = 'red'",
        "int <> 'red'",
        "urgent = 'true'",
        "urgent <> 1",
        "color < digits",
        "color >= color",
        "urgent <= urgent"
      })
  void unlikeTypesAndUnorderedOnesAreFalse(String selector) {
    assertThat(MESSAGE.truthOf(selector)).isEqualTo(Truth.FALSE);
    assertThat(MESSAGE.truthOf("NOT " + selector)).isEqualTo(Truth.TRUE);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "gone = 1",
        "gone <> 1",
        "gone = 'red'",
        "gone = TRUE",
        "gone < int",
        "int > gone",
        "gone = gone",
        "gone <> color",
        "(gone > 1) = TRUE"
      })
  void whatIsMissingIsUnknown(String selector) {
    assertThat(MESSAGE.truthOf(selector)).isEqualTo(Truth.UNKNOWN);
    assertThat(MESSAGE.truthOf("NOT (" + selector + ")")).isEqualTo(Truth.UNKNOWN);
  }

  @ParameterizedTest
  @CsvSource({
    "gone IS NULL, TRUE",
    "gone IS NOT NULL, FALSE",
    "color IS NULL, FALSE",
    "color IS NOT NULL, TRUE",
    "empty is null, FALSE",
    "NOT gone IS NULL, FALSE",
    "(gone) IS NULL, TRUE"
  })
  void isNullIsNeverUnknown(String selector, Truth expected) {
    assertThat(MESSAGE.truthOf(selector)).isEqualTo(expected);
  }
}

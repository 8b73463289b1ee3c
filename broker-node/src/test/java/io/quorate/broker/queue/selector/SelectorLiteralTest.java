package io.quorate.broker.queue.selector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How strings and numbers are written. */
class SelectorLiteralTest {

  @ParameterizedTest
  @CsvSource({
    "0, 0",
    "57, 57",
    "62L, 62",
    "62l, 62",
    "0x1F, 31",
    "0X1fL, 31",
    "0xFFFFFFFF, 4294967295",
    "0xFFFFFFFFFFFFFFFF, -1",
    "017, 15",
    "00, 0",
    "01777777777777777777777, -1",
    "9223372036854775807, 9223372036854775807"
  })
  void exactNumbersAreLongs(String text, long expected) {
    assertThat(NumberText.parse(false, text)).isEqualTo(expected);
    assertThat(NumberText.parse(true, text)).isEqualTo(-expected);
  }

  @Test
  void theSmallestLongNeedsItsSign() {
    Properties message = Properties.of("id", Long.MIN_VALUE);

    assertThat(message.truthOf("id = -9223372036854775808")).isEqualTo(Truth.TRUE);
    assertThat(message.truthOf("id = - 9223372036854775808L")).isEqualTo(Truth.TRUE);
    assertThatThrownBy(() -> Selector.parse("id = -(9223372036854775808)"))
        .isInstanceOf(InvalidSelectorException.class);
  }

  @ParameterizedTest
  @CsvSource({
    "7., 7",
    "95.7, 95.7",
    ".5, 0.5",
    "7E3, 7000",
    "57.9e2, 5790",
    "1e+2, 100",
    "1.5E-3, 0.0015",
    "08.5, 8.5",
    "5d, 5",
    "5.25D, 5.25",
    "1.7976931348623157E308, 1.7976931348623157E308"
  })
  void approximateNumbersAreDoubles(String text, double expected) {
    assertThat(NumberText.parse(false, text)).isEqualTo(expected);
    assertThat(NumberText.parse(true, text)).isEqualTo(-expected);
  }

  @Test
  void aSuffixMakesAFloat() {
    assertThat(NumberText.parse(false, "0.1f")).isEqualTo(0.1f);
    assertThat(NumberText.parse(true, "5F")).isEqualTo(-5f);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "08",
        "0x",
        "0xG",
        "0b11",
        "1_000",
        "5x",
        "5LL",
        "1.5L",
        "1..2",
        "1e",
        "1e+",
        "1e400",
        "1e39f",
        "0x1p3",
        "9223372036854775808",
        "0x1FFFFFFFFFFFFFFFF",
        "1AND"
      })
  void refusesWhatIsNoNumber(String text) {
    assertThatThrownBy(() -> Selector.parse("a = " + text))
        .isInstanceOf(InvalidSelectorException.class)
        .hasMessageStartingWith(
            "Invalid selector, column 5: expected a number as Java writes it, in the range of long"
                + " or double, found the number "
                + text);
  }

  @Test
  void hexDigitsAreNoExponent() {
    assertThat(Properties.NONE.truthOf("0x1E+1 = 31")).isEqualTo(Truth.TRUE);
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '"',
      value = {
        "'red', red",
        "'it''s', it's",
        "'''', '",
        "'', \"\"",
        "'a \"b\" -- /* AND', a \"b\" -- /* AND",
        "'\\n', \\n",
        "'größe 😀', größe 😀"
      })
  void stringsDoubleTheirQuotesAndNothingElse(String literal, String expected) {
    Properties message = Properties.of("a", expected);

    assertThat(message.truthOf("a = " + literal)).isEqualTo(Truth.TRUE);
  }

  @Test
  void symbolsNeedNoBlanks() {
    Properties message = Properties.of("a", 2).and("b", "x");

    assertThat(message.truthOf("b='x'AND(a<>1)AND(a)>=+2")).isEqualTo(Truth.TRUE);
  }
}

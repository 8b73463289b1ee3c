package io.quorate.broker.queue.selector;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SelectorBetweenTest {

  private static final Properties MESSAGE =
      Properties.of("age", 17).and("low", 15L).and("high", 19.5).and("text", "17");

  @ParameterizedTest
  @CsvSource({
    "age BETWEEN 15 AND 19, TRUE",
    "age BETWEEN 17 AND 17, TRUE",
    "age BETWEEN 18 AND 19, FALSE",
    "age BETWEEN 19 AND 15, FALSE",
    "age between low and high, TRUE",
    "age + 1 BETWEEN low + 1 AND high - 1, TRUE",
    "16.9 BETWEEN low AND age, TRUE"
  })
  void includesBothEnds(String selector, Truth expected) {
    assertThat(MESSAGE.truthOf(selector)).isEqualTo(expected);
    assertThat(MESSAGE.truthOf(selector.replaceFirst("(?i)between", "NOT BETWEEN")))
        .isEqualTo(expected.not());
  }

  @ParameterizedTest
  @CsvSource({
    "age BETWEEN 15 AND 19 AND age = 17, TRUE",
    "age = 1 OR age BETWEEN 15 AND 19, TRUE",
    "NOT age BETWEEN 15 AND 19, FALSE",
    "NOT age NOT BETWEEN 15 AND 19, TRUE"
  })
  void keepsItsOwnAnd(String selector, Truth expected) {
    assertThat(MESSAGE.truthOf(selector)).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({
    "gone BETWEEN 1 AND 2, UNKNOWN",
    "gone NOT BETWEEN 1 AND 2, UNKNOWN",
    "age BETWEEN gone AND 19, UNKNOWN",
    "age BETWEEN gone AND 16, FALSE",
    "age BETWEEN 18 AND gone, FALSE",
    "age NOT BETWEEN gone AND 16, TRUE",
    "age NOT BETWEEN gone AND 19, UNKNOWN"
  })
  void isUnknownOnlyWhereAMissingEndDecides(String selector, Truth expected) {
    assertThat(MESSAGE.truthOf(selector)).isEqualTo(expected);
  }

  /** JMS defines the one as >= AND <=, the other as < OR >; a string is neither. */
  @ParameterizedTest
  @CsvSource({"text BETWEEN 15 AND 19, FALSE", "text NOT BETWEEN 15 AND 19, FALSE"})
  void holdsForNoStringEitherWay(String selector, Truth expected) {
    assertThat(MESSAGE.truthOf(selector)).isEqualTo(expected);
  }
}

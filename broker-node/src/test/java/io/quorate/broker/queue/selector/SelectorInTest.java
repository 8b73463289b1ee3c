package io.quorate.broker.queue.selector;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SelectorInTest {

  private static final Properties MESSAGE =
      Properties.of("country", "UK").and("quoted", "it's").and("number", 1);

  @ParameterizedTest
  @ValueSource(
      strings = {
        "country IN ('UK')",
        "country IN ('US', 'UK', 'France')",
        "country in('UK','UK')",
        "quoted IN ('its', 'it''s')",
        "country NOT IN ('US', 'uk', '')",
        "NOT country IN ('US')"
      })
  void choosesAmongStrings(String selector) {
    assertThat(MESSAGE.truthOf(selector)).isEqualTo(Truth.TRUE);
    assertThat(MESSAGE.truthOf("NOT " + selector)).isEqualTo(Truth.FALSE);
  }

  @ParameterizedTest
  @ValueSource(strings = {"gone IN ('UK')", "gone NOT IN ('UK')"})
  void isUnknownForWhatIsMissing(String selector) {
    assertThat(MESSAGE.truthOf(selector)).isEqualTo(Truth.UNKNOWN);
  }

  /** NOT IN is NOT of IN by its definition, and a number equals no string. */
  @ParameterizedTest
  @ValueSource(strings = {"NOT number IN ('1')", "number NOT IN ('1')"})
  void aNumberIsNotAmongStrings(String selector) {
    assertThat(MESSAGE.truthOf(selector)).isEqualTo(Truth.TRUE);
  }
}

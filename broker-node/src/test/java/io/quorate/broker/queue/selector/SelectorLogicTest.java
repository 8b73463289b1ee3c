package io.quorate.broker.queue.selector;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Three-valued logic: the tables of JMS 2.0 §3.8.1.2, and how the words bind. */
class SelectorLogicTest {

  /** The identifier u is missing, so that it is unknown. */
  private static final Properties MESSAGE = Properties.of("t", true).and("f", false);

  @ParameterizedTest
  @CsvSource({
    "t AND t, TRUE",
    "t AND f, FALSE",
    "t AND u, UNKNOWN",
    "f AND t, FALSE",
    "f AND f, FALSE",
    "f AND u, FALSE",
    "u AND t, UNKNOWN",
    "u AND f, FALSE",
    "u AND u, UNKNOWN",
    "t OR t, TRUE",
    "t OR f, TRUE",
    "t OR u, TRUE",
    "f OR t, TRUE",
    "f OR f, FALSE",
    "f OR u, UNKNOWN",
    "u OR t, TRUE",
    "u OR f, UNKNOWN",
    "u OR u, UNKNOWN",
    "NOT t, FALSE",
    "NOT f, TRUE",
    "NOT u, UNKNOWN"
  })
  void followsTheTruthTables(String selector, Truth expected) {
    assertThat(MESSAGE.truthOf(selector)).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({
    "u AND u AND f, FALSE",
    "t AND u AND t, UNKNOWN",
    "u OR f OR t, TRUE",
    "f OR u OR f, UNKNOWN"
  })
  void joinsMoreThanTwo(String selector, Truth expected) {
    assertThat(MESSAGE.truthOf(selector)).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({
    "t OR t AND f, TRUE",
    "(t OR t) AND f, FALSE",
    "NOT f OR t, TRUE",
    "NOT (f OR t), FALSE",
    "NOT t AND f, FALSE",
    "NOT (t AND f), TRUE",
    "NOT NOT t, TRUE",
    "NOT 1 = 2, TRUE"
  })
  void notBindsBeforeAndBeforeOr(String selector, Truth expected) {
    assertThat(MESSAGE.truthOf(selector)).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(strings = {"u", "u = 1", "NOT u = 1", "f", "1 = 2"})
  void matchesNeitherFalseNorUnknown(String selector) throws Exception {
    assertThat(Selector.parse(selector).matches(MESSAGE)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"TRUE", "true", "tRuE", "t And tRUE", "not F Or t", "u is not null oR t"})
  void readsItsWordsInAnyCase(String selector) throws Exception {
    assertThat(Selector.parse(selector).matches(MESSAGE)).isTrue();
  }

  @Test
  void knowsIdentifiersByTheirCase() throws Exception {
    assertThat(Selector.parse("T").matches(MESSAGE)).isFalse();
    assertThat(Selector.parse("T IS NULL").matches(MESSAGE)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"_a", "$a", "a1", "NULLs", "JMSXGroupID", "JMS_X", "größe", "ıs", "𝔘"})
  void takesTheIdentifiersOfJava(String name) throws Exception {
    Selector selector = Selector.parse(name + " = 1");

    assertThat(selector.matches(Properties.of(name, 1))).isTrue();
    assertThat(selector.identifiers()).containsExactly(name);
  }

  @Test
  void namesEachIdentifierOnceInOrderOfUse() throws Exception {
    Selector selector =
        Selector.parse("b + a > 1 OR c IN ('x') AND a LIKE 'y' OR TRUE OR d BETWEEN e AND b");

    assertThat(selector.identifiers()).containsExactly("b", "a", "c", "d", "e");
  }

  @Test
  void asksForNothingOnceTheAnswerIsKnown() throws Exception {
    List<String> asked = new ArrayList<>();
    PropertyLookup lookup =
        name -> {
          asked.add(name);
          return MESSAGE.valueOf(name);
        };

    assertThat(Selector.parse("f AND t OR t OR u").matches(lookup)).isTrue();
    assertThat(asked).containsExactly("f", "t");
  }

  @ParameterizedTest
  @CsvSource({"s, FALSE", "NOT s, TRUE", "n, FALSE", "s = TRUE, FALSE", "t AND s, FALSE"})
  void takesAnIdentifierAloneAsEqualToTrue(String selector, Truth expected) {
    Properties message = MESSAGE.and("s", "true").and("n", 1);

    assertThat(message.truthOf(selector)).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "\t\r\n\f"})
  void anEmptyOneMatchesAll(String text) throws Exception {
    Selector selector = Selector.parse(text);

    assertThat(selector.matches(Properties.NONE)).isTrue();
    assertThat(selector.identifiers()).isEmpty();
  }

  @Test
  void isItsText() throws Exception {
    Selector selector = Selector.parse("a = 1");

    assertThat(selector).hasToString("a = 1").isEqualTo(Selector.parse("a = 1"));
    assertThat(selector).isNotEqualTo(Selector.parse("a  = 1"));
    assertThat(selector).hasSameHashCodeAs(Selector.parse("a = 1"));
  }
}

package io.quorate.broker.queue.selector;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SelectorLikeTest {

  @ParameterizedTest
  @CsvSource({
    "123,       12%3,   true",
    "12993,     12%3,   true",
    "1234,      12%3,   false",
    "lose,      l_se,   true",
    "loose,     l_se,   false",
    "lse,       l_se,   false",
    "red,       red,    true",
    "red,       re,     false",
    "red,       redd,   false",
    "red,       RED,    false",
    "red,       %,      true",
    "red,       %%,     true",
    "red,       ___,    true",
    "red,       ____,   false",
    "red,       __%,    true",
    "red,       %___,   true",
    "red,       %____,  false",
    "red,       %d,     true",
    "red,       r%,     true",
    "red,       %e%,    true",
    "red,       %x%,    false",
    "aab,       %ab,    true",
    "ababac,    %abac,  true",
    "ababac,    a%ba_,  true",
    "mississippi, m%iss%ip%i, true",
    "mississippi, m%iss%ipp,  false",
    "mississippi, %ss_ss%,    true",
    "mississippi, %ss_sss%,   false",
    "mississippi, %s_i%p_,    true",
    "a.c,       a.c,    true",
    "abc,       a.c,    false",
    "a(b*c],    a(b*c], true"
  })
  void percentIsAnyRunAndUnderscoreAnyOne(String text, String pattern, boolean expected) {
    Properties message = Properties.of("text", text);

    assertThat(message.truthOf("text LIKE '" + pattern + "'")).isEqualTo(Truth.of(expected));
    assertThat(message.truthOf("text NOT LIKE '" + pattern + "'")).isEqualTo(Truth.of(!expected));
  }

  @ParameterizedTest
  @CsvSource({"'', true", "%, true", "%%, true", "_, false", "a, false"})
  void theEmptyStringIsARunToo(String pattern, boolean expected) {
    Properties message = Properties.of("text", "");

    assertThat(message.truthOf("text LIKE '" + pattern + "'")).isEqualTo(Truth.of(expected));
  }

  @Test
  void runsCrossLines() {
    Properties message = Properties.of("text", "one\ntwo\r\n\u2028three");

    assertThat(message.truthOf("text LIKE 'one%_%three'")).isEqualTo(Truth.TRUE);
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '"',
      value = {
        "_foo, '\\_%' ESCAPE '\\', true",
        "bar, '\\_%' ESCAPE '\\', false",
        "100%, '%!%' ESCAPE '!', true",
        "1000, '%!%' ESCAPE '!', false",
        "a!b, 'a!!b' ESCAPE '!', true",
        "ab, 'a!b' ESCAPE '!', true",
        "50%x, '__%%_' ESCAPE '%', true",
        "50_x, '%_%' ESCAPE '!', true",
        "50xx, '__%%_' ESCAPE '%', false",
        "it's, 'it''''s' ESCAPE '''', true",
        "a%b, 'a😀%b' ESCAPE '😀', true",
        "axb, 'a😀%b' ESCAPE '😀', false"
      })
  void escapedWildcardsStandForThemselves(String text, String pattern, boolean expected) {
    Properties message = Properties.of("text", text);

    assertThat(message.truthOf("text LIKE " + pattern)).isEqualTo(Truth.of(expected));
  }

  @Test
  void aCharacterIsACodePoint() {
    Properties message = Properties.of("text", "a😀b");

    assertThat(message.truthOf("text LIKE 'a_b'")).isEqualTo(Truth.TRUE);
    assertThat(message.truthOf("text LIKE 'a__b'")).isEqualTo(Truth.FALSE);
    assertThat(message.truthOf("text LIKE '%😀%'")).isEqualTo(Truth.TRUE);
    assertThat(message.truthOf("text LIKE '%_b'")).isEqualTo(Truth.TRUE);
    assertThat(message.truthOf("text LIKE '%\ud83d%'")).isEqualTo(Truth.FALSE);
    assertThat(message.truthOf("text LIKE '%\ude00b'")).isEqualTo(Truth.FALSE);
  }

  @Test
  void halfACharacterIsOneOfItsOwn() {
    Properties message = Properties.of("text", "\ude00\ud83d");

    assertThat(message.truthOf("text LIKE '__'")).isEqualTo(Truth.TRUE);
    assertThat(message.truthOf("text LIKE '%\ud83d'")).isEqualTo(Truth.TRUE);
  }

  @ParameterizedTest
  @ValueSource(strings = {"gone LIKE '%'", "gone NOT LIKE '%'"})
  void isUnknownForWhatIsMissing(String selector) {
    assertThat(Properties.NONE.truthOf(selector)).isEqualTo(Truth.UNKNOWN);
  }

  @Test
  void aNumberIsLikeNothing() {
    Properties message = Properties.of("number", 1);

    assertThat(message.truthOf("number LIKE '%'")).isEqualTo(Truth.FALSE);
    assertThat(message.truthOf("number NOT LIKE '%'")).isEqualTo(Truth.TRUE);
  }
}

package io.quorate.broker.queue;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NamesTest {
  @ParameterizedTest
  @ValueSource(strings = {"orders", "a.b.c", "DLQ.orders", "ID:host-1_2$x", "0"})
  void takesPlainNames(String name) {
    assertThat(Names.problemOfDestination(name)).isNull();
    assertThat(Names.problemOfPattern(name)).isNull();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", ".", "a.", ".a", "a..b", "a b", "ä", "a/b", "*", "a.>", "a*", "a>b"})
  void refusesEverythingElse(String name) {
    assertThat(Names.problemOfDestination(name)).isNotNull();
  }

  @ParameterizedTest
  @ValueSource(strings = {"*", ">", "a.*.c", "a.>", "*.*.>"})
  void takesPatterns(String pattern) {
    assertThat(Names.problemOfPattern(pattern)).isNull();
  }

  @ParameterizedTest
  @ValueSource(strings = {"a*", "*a", "a.>.b", ">.", "a.b>", "**"})
  void refusesOtherPatterns(String pattern) {
    assertThat(Names.problemOfPattern(pattern)).isNotNull();
  }

  @Test
  void boundsTheLength() {
    assertThat(Names.isDestination("x".repeat(255))).isTrue();
    assertThat(Names.problemOfDestination("x".repeat(256)))
        .isEqualTo("1 to 255 characters are expected, found 256");
    assertThat(Names.problemOfLabel("tab\there")).isNotNull();
    assertThat(Names.problemOfLabel("Müller & Söhne")).isNull();
  }
}

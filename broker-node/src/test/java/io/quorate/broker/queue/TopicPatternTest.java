package io.quorate.broker.queue;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TopicPatternTest {
  @ParameterizedTest
  @CsvSource({
    "a.b, a.b, true",
    "a.b, a.c, false",
    "*, a, true",
    "*, a.b, false",
    "a.*, a.b, true",
    "a.*, a, false",
    "a.*, a.b.c, false",
    "*.b, a.b, true",
    "a.*.c, a.b.c, true",
    "a.*.c, a.b.d, false",
    ">, a.b.c, true",
    "a.>, a.b.c, true",
    "a.>, a, true",
    "a.>, ab.c, false",
    "a.*.>, a.b, true",
    "a.*.>, a, false"
  })
  void matches(String pattern, String topic, boolean expected) {
    assertThat(new TopicPattern(pattern).matches(topic)).isEqualTo(expected);
  }
}

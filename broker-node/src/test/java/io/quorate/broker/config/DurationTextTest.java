package io.quorate.broker.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DurationTextTest {

  @ParameterizedTest
  @CsvSource({
    "0s, 0, 0ms",
    "150ms, 150, 150ms",
    "15s, 15000, 15s",
    "90s, 90000, 90s",
    "60 s, 60000, 1m",
    "1d, 86400000, 1d"
  })
  void readsAndShowsUnits(String text, long millis, String shown) {
    Duration duration = DurationText.parse(text);

    assertThat(duration).isEqualTo(Duration.ofMillis(millis));
    assertThat(DurationText.format(duration)).isEqualTo(shown);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "15", "s", "-1s", "1.5s", "15 sec", "PT15S"})
  void refusesANumberWithoutItsUnit(String text) {
    assertThatThrownBy(() -> DurationText.parse(text)).hasMessage(DurationText.EXPECTED);
  }
}

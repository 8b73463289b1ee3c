package io.quorate.broker.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DataSizeTest {

  @ParameterizedTest
  @CsvSource({
    "0, 0, 0B",
    "1000, 1000, 1000B",
    "512k, 524288, 512KiB",
    "64MiB, 67108864, 64MiB",
    "64 mb, 67108864, 64MiB",
    "1g, 1073741824, 1GiB",
    "1024MiB, 1073741824, 1GiB",
    "2T, 2199023255552, 2TiB"
  })
  void readsUnitsAsPowersOf1024(String text, long bytes, String shown) {
    DataSize size = DataSize.parse(text);

    assertThat(size.bytes()).isEqualTo(bytes);
    assertThat(size).hasToString(shown);
    assertThat(DataSize.parse(shown)).isEqualTo(size);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "MiB", "-1", "1.5g", "64 apples", "99999999999999999999"})
  void refusesWhatIsNoSize(String text) {
    assertThatThrownBy(() -> DataSize.parse(text)).hasMessage(DataSize.EXPECTED);
  }

  @Test
  void refusesWhatDoesNotFit() {
    assertThatThrownBy(() -> DataSize.parse("9000000000g"))
        .hasMessage(DataSize.EXPECTED + ", below 8 EiB");
  }
}

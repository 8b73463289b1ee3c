package io.quorate.broker.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HostPortTest {

  @ParameterizedTest
  @CsvSource({
    "127.0.0.1:61619, 127.0.0.1, 61619, true",
    "localhost:1, localhost, 1, true",
    "[::1]:61617, ::1, 61617, true",
    "0.0.0.0:61617, 0.0.0.0, 61617, false",
    "broker-1.example.org:65535, broker-1.example.org, 65535, false"
  })
  void readsNamesAndAddresses(String text, String host, int port, boolean loopback) {
    HostPort address = HostPort.parse(text);

    assertThat(address).isEqualTo(new HostPort(host, port)).hasToString(text);
    assertThat(address.isLoopback()).isEqualTo(loopback);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "host",
        ":61619",
        "host:",
        "host:0",
        "host:65536",
        "::1:61619",
        "tcp://host:61619",
        "a b:1"
      })
  void refusesWhatNobodyCanDial(String text) {
    assertThatThrownBy(() -> HostPort.parse(text)).hasMessageStartingWith(HostPort.EXPECTED);
  }
}

package io.quorate.client.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quorate.client.admin.NodeAddress;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FailoverUrlTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "a:1,b:2",
        "failover:(a:1,b:2)",
        "failover://(a:1,b:2)",
        "failover:(tcp://a:1, tcp://b:2)",
        "failover:a:1,b:2",
        " (a:1,b:2) ",
        "failover:(a:1,b:2,a:1)?randomize=true"
      })
  void readsNodesInAllTheirForms(String url) {
    assertThat(FailoverUrl.parse(url).nodes())
        .containsExactly(new NodeAddress("a", 1), new NodeAddress("b", 2));
  }

  @Test
  void hasFiniteDefaults() {
    FailoverUrl url = FailoverUrl.parse("localhost");

    assertThat(url.nodes()).containsExactly(new NodeAddress("localhost", 61617));
    assertThat(url.reconnect()).isEqualTo(ReconnectPolicy.DEFAULT);
    assertThat(url.sendTimeout()).isEmpty();
  }

  @Test
  void readsOptionsByActiveMqsNames() {
    FailoverUrl url =
        FailoverUrl.parse(
            "failover:(a,b)?initialReconnectDelay=5&maxReconnectDelay=700&backOffMultiplier=3"
                + "&useExponentialBackOff=false&maxReconnectAttempts=9&startupMaxReconnectAttempts=8"
                + "&randomize=false&warnAfterReconnectAttempts=0&timeout=1500");

    assertThat(url.reconnect())
        .isEqualTo(
            new ReconnectPolicy(
                Duration.ofMillis(5), Duration.ofMillis(700), false, 3.0, 9, 8, false, 0));
    assertThat(url.sendTimeout()).contains(Duration.ofMillis(1500));
  }

  @Test
  void understandsWhatActiveMqNeedsAndItDoesNot() {
    FailoverUrl url = FailoverUrl.parse("failover:(a)?backup=true&nested.soTimeout=5");

    assertThat(url.withoutEffect()).containsExactly("backup", "nested.soTimeout");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          a?maxReconectDelay=1          | did you mean maxReconnectDelay
          a?nonsense=1                  | unknown option 'nonsense'
          a?timeout=-1                  | from 10 to 300000 for timeout
          a?timeout=soon                | found 'soon'
          a?randomize=yes               | true or false for randomize
          a?randomize                   | once in the URL, with a value
          a?timeout=10&timeout=20       | once in the URL, with a value
          a?reconnectDelayExponent=0    | from 1 to 100
          a?maxReconnectDelay=5         | 10 ms at least
          failover:(a                   | expected host:port
          failover:()                   | expected an address
          a:99999                       | expected a port
          """)
  void saysWhatIsWrong(String url, String message) {
    assertThatThrownBy(() -> FailoverUrl.parse(url))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(message);
  }

  @Test
  void growsThePauseUpToItsBound() {
    ReconnectPolicy policy = ReconnectPolicy.DEFAULT;

    assertThat(policy.delayAfter(Duration.ofMillis(10))).isEqualTo(Duration.ofMillis(20));
    assertThat(policy.delayAfter(Duration.ofMillis(150))).isEqualTo(Duration.ofMillis(200));
  }
}

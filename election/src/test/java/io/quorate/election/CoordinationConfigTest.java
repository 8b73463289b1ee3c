package io.quorate.election;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CoordinationConfigTest {

  @Test
  void hasTheDefaultsOfTheProtocol() {
    CoordinationConfig config = CoordinationConfig.of("a:2181,b:2181/brokers/quorate", "main");

    assertThat(config.sessionTimeout()).isEqualTo(Duration.ofSeconds(15));
    assertThat(config.connectionTimeout()).isEqualTo(Duration.ofSeconds(5));
    assertThat(config.auth()).isEqualTo(new CoordinationAuth.None());
    assertThat(config.rootPath()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "/chroot", "a:2181/../x", "a:2181//x", "a:2181/x/", "a:2181/ü"})
  void refusesAConnectStringThatLeadsNowhere(String connectString) {
    assertThatThrownBy(() -> CoordinationConfig.of(connectString, "main"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("expected");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "Main", "a/b", "a b", "an-identifier-of-thirty-three-char"})
  void refusesAClusterNameThatIsNoPathPart(String clusterName) {
    assertThatThrownBy(() -> CoordinationConfig.of("a:2181", clusterName))
        .hasMessageContaining("cluster name");
  }

  @Test
  void refusesATimeoutOfNothing() {
    assertThatThrownBy(
            () -> CoordinationConfig.of("a:2181", "main").withSessionTimeout(Duration.ZERO))
        .hasMessageContaining("session timeout");
  }

  @Test
  void showsNoSecret() {
    CoordinationConfig config =
        new CoordinationConfig(
            "a:2181",
            "",
            Duration.ofSeconds(1),
            Duration.ofSeconds(1),
            new CoordinationAuth.Digest("quorate", "hush"),
            Map.of("zookeeper.ssl.keyStore.password", "quiet"),
            "main");

    assertThat(config.toString()).contains("quorate", "keyStore").doesNotContain("hush", "quiet");
  }
}

package io.quorate.broker.config;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ConfigKeysTest {

  private final ConfigKeys keys = new ConfigKeys();

  @Test
  void everyKeyHasItsOwnVariable() {
    assertThat(keys.all()).extracting(ConfigKey::environmentName).doesNotHaveDuplicates();
    assertThat(keys.get("replication.quorumTimeout").environmentName())
        .isEqualTo("QUORATE_REPLICATION_QUORUM_TIMEOUT");
    assertThat(keys.get("zkAddress").environmentName()).isEqualTo("QUORATE_ZK_ADDRESS");
  }

  @Test
  void everyKeySaysWhatItMeans() {
    assertThat(keys.all())
        .allMatch(
            key ->
                key.declared().meaning().endsWith(".")
                    || key.declared().meaning().endsWith("secure."));
  }

  @Test
  void formerNamesAreNoKeysAndNewOnesAre() {
    FormerKeys.newNames()
        .forEach(
            (former, current) -> {
              assertThat(keys.find(former)).isNull();
              assertThat(keys.find(current)).isNotNull();
            });
  }

  @Test
  void referenceListsEveryKey() {
    String page = ConfigReference.markdown();

    assertThat(page)
        .contains(
            "| `nodeId` | number of a node | **required** | Which of `nodes` this one is, by number. |")
        .contains(
            "| `ports.client` | number | `61617` | Port for clients. (at least 0, at most 65535) |")
        .contains("| `zkAuth` | text | not set |");
    assertThat(page.lines()).hasSize(keys.all().size() + 2);
  }
}

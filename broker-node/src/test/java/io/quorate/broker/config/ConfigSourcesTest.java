package io.quorate.broker.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** File, environment and flags: which one wins, and what is wrong with each. */
class ConfigSourcesTest {

  @TempDir Path folder;

  @Test
  void environmentOverridesFileAndFlagsOverrideBoth() throws Exception {
    Path file = write(Yaml.MINIMAL + "zkPath: /file\nzkAddress: file:1\nclusterName: file\n");
    Map<String, String> environment =
        Map.of("QUORATE_ZK_ADDRESS", "env:1", "QUORATE_CLUSTER_NAME", "env");

    NodeSettings settings = ConfigLoader.load(file, environment, Map.of("clusterName", "flag"));

    assertThat(settings.node().zookeeper().path()).isEqualTo("/file");
    assertThat(settings.node().zookeeper().address()).isEqualTo("env:1");
    assertThat(settings.cluster().clusterName()).isEqualTo("flag");
  }

  @Test
  void environmentAndFlagsReachEveryKindOfValue() throws Exception {
    Path file = write("zkPath: /a\n");
    Map<String, String> environment =
        Map.of(
            "QUORATE_NODES",
            "{1: {peer: 'a:1', client: 'a:2'}}",
            "QUORATE_REPLICATION_QUORUM_TIMEOUT",
            "3s");
    Map<String, String> flags =
        Map.of("node-id", "1", "groups", "main, audit", "replication.disk-timeout", "6s");

    NodeSettings settings = ConfigLoader.load(file, environment, flags);

    assertThat(settings.cluster().nodes()).hasToString("1 (peer a:1, client a:2)");
    assertThat(settings.cluster().groups()).hasToString("[main, audit]");
    assertThat(settings.node().replication().quorumTimeout()).hasSeconds(3);
    assertThat(settings.node().replication().diskTimeout()).hasSeconds(6);
  }

  @Test
  void emptyVariableSetsNothing() throws Exception {
    NodeSettings settings =
        ConfigLoader.load(write(Yaml.MINIMAL), Map.of("QUORATE_ZK_PATH", ""), Map.of());

    assertThat(settings.node().zookeeper().path()).isEqualTo("/quorate");
  }

  @Test
  void namesTheSourceOfAProblem() throws Exception {
    Path file = write(Yaml.MINIMAL);
    Map<String, String> environment = Map.of("QUORATE_PORT_OFFSET", "ten");
    Map<String, String> flags = Map.of("zk-session-timeout", "15");

    assertThatThrownBy(() -> ConfigLoader.load(file, environment, flags))
        .hasMessageContaining("portOffset (environment QUORATE_PORT_OFFSET): found \"ten\"")
        .hasMessageContaining("zkSessionTimeout (flag --zk-session-timeout): found \"15\"");
  }

  @Test
  void warnsOfAnUnknownVariableSinceOthersSetThemToo() throws Exception {
    Map<String, String> environment =
        Map.of(
            "QUORATE_ZK_ADRESS",
            "zk1:2181",
            "QUORATE_SERVICE_HOST",
            "10.0.0.1",
            "QUORATE_LOG_LEVEL",
            "DEBUG");

    NodeSettings settings = ConfigLoader.load(write(Yaml.MINIMAL), environment, Map.of());

    assertThat(settings.effective().warnings())
        .containsExactly(
            "QUORATE_SERVICE_HOST (environment): sets no key",
            "QUORATE_ZK_ADRESS (environment): sets no key (did you mean QUORATE_ZK_ADDRESS?)");
  }

  @Test
  void renamedKeyWorksAndWarns() throws Exception {
    NodeSettings settings =
        ConfigLoader.parse(Yaml.MINIMAL + "zkSessionTmeout: 20s\nbrokerName: orders\n", folder);

    assertThat(settings.node().zookeeper().sessionTimeout()).hasSeconds(20);
    assertThat(settings.cluster().clusterName()).isEqualTo("orders");
    assertThat(settings.effective().warnings())
        .containsExactly(
            "zkSessionTmeout (configuration line 6): is called zkSessionTimeout now; the old name still works",
            "brokerName (configuration line 7): is called clusterName now; the old name still works");
  }

  @Test
  void warnsOfWhatIsAllowedButDoubtful() throws Exception {
    String yaml =
        """
        nodeId: 1
        nodes:
          1: {peer: 'a:61619', client: 'a:7000'}
          2: {peer: 'b:61619', client: 'b:61617'}
        insecure: true
        zkConnectionTimeout: 20s
        """;

    assertThat(ConfigLoader.parse(yaml, folder).effective().warnings())
        .containsExactly(
            "nodes (configuration line 3): 2 nodes survive no more losses than 1; take an odd number",
            "zkConnectionTimeout (configuration line 6): is longer than zkSessionTimeout (15s): one slow attempt to"
                + " connect costs the session",
            "ports.client (default): this node listens on 61617 but others dial a:7000 (nodes.1); right only behind a"
                + " port mapping",
            "insecure (configuration line 5): whoever reaches this node's ports may do everything");
  }

  @Test
  void relativePathsStartAtTheFileOrTheWorkingFolder() throws Exception {
    Path file = write(Yaml.MINIMAL + "directory: store/1\n");
    Path working = Path.of("").toAbsolutePath();

    assertThat(ConfigLoader.load(file, Map.of(), Map.of()).node().directory())
        .isEqualTo(folder.resolve("store/1"));
    assertThat(ConfigLoader.load(file, Map.of(), Map.of("directory", "x")).node().directory())
        .isEqualTo(working.resolve("x"));
  }

  @Test
  void refusesFilesThatCannotBeReadInOneLine() throws Exception {
    Path missing = folder.resolve("missing.yaml");
    Path empty = write("\n\n");
    Path zeros =
        Files.write(
            folder.resolve("zeros.yaml"), "nodeId: 1\n\0\0\0".getBytes(StandardCharsets.UTF_8));
    Path binary = Files.write(folder.resolve("binary.yaml"), new byte[] {(byte) 0xC3, 0x28});
    Path large = Files.write(folder.resolve("large.yaml"), new byte[300_000]);

    assertRefused(missing, "does not exist, expected a YAML file");
    assertRefused(folder, "is a folder, expected a YAML file");
    assertRefused(empty, "is empty, expected the keys of a node in YAML");
    assertRefused(zeros, "holds zero bytes, as a file that was not written to its end; restore it");
    assertRefused(binary, "is not text in UTF-8, expected the keys of a node in YAML");
    assertRefused(large, "has 300000 bytes, expected at most 256KiB");
  }

  private static void assertRefused(Path file, String sentence) {
    assertThatThrownBy(() -> ConfigLoader.load(file, Map.of(), Map.of()))
        .isInstanceOf(ConfigException.class)
        .hasMessage(file + ": " + sentence);
  }

  @Test
  void everyPrefixOfAFileIsReadOrRefusedAndNeverMore() throws Exception {
    for (int length = 0; length < Yaml.MINIMAL.length(); length++) {
      Path file = write(Yaml.MINIMAL.substring(0, length));
      try {
        ConfigLoader.load(file, Map.of(), Map.of());
      } catch (ConfigException refused) {
        assertThat(refused.getMessage()).isNotBlank();
      }
    }
  }

  @Test
  void sectionWithoutKeysIsAsIfAbsent() throws Exception {
    assertThat(
            ConfigLoader.parse(Yaml.MINIMAL + "tls:\n#  peers: {}\n", folder)
                .node()
                .tls()
                .peers()
                .isEnabled())
        .isFalse();
  }

  @Test
  void effectiveTableIsAlignedAndMasksSecrets() throws Exception {
    String yaml =
        Yaml.MINIMAL
            + "zkAuth: digest:q:hunter2\nzkProperties: {zookeeper.ssl.keyStore.password: hunter2}\n";

    String table =
        ConfigLoader.load(write(yaml), Map.of(), Map.of("portOffset", "0")).effective().table();

    List<String> lines = table.lines().toList();
    assertThat(lines)
        .contains(
            "clusterName                        default            quorate",
            "nodeId                             node.yaml line 1   1",
            "portOffset                         flag --portOffset  0",
            "tls.peers.keyPassword              default            -",
            "zkSessionTimeout                   default            15s",
            "zkAuth                             node.yaml line 6   ***",
            "zkProperties                       node.yaml line 7   zookeeper.ssl.keyStore.password=***");
    assertThat(table).doesNotContain("hunter2");
  }

  private Path write(String yaml) throws Exception {
    return Files.writeString(folder.resolve("node.yaml"), yaml);
  }
}

package io.quorate.broker.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.replication.model.GroupId;
import io.quorate.replication.model.NodeId;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Two tests for each record: what it holds when only the required keys are set, and when all are.
 */
class SettingsMappingTest {

  @TempDir Path folder;

  private NodeSettings defaults;
  private NodeSettings full;

  @BeforeEach
  void load() throws Exception {
    for (String file :
        List.of("node.crt", "node.key", "ca.crt", "client.crt", "client.key", "clients.crt")) {
      Files.createFile(folder.resolve(file));
    }
    defaults = ConfigLoader.parse(Yaml.MINIMAL, folder);
    full = ConfigLoader.parse(Yaml.FULL, folder);
  }

  @Test
  void clusterHasDefaults() {
    ClusterConfig cluster = defaults.cluster();

    assertThat(cluster.clusterName()).isEqualTo("quorate");
    assertThat(cluster.nodes().ids()).containsExactly(NodeId.of(1), NodeId.of(2), NodeId.of(3));
    assertThat(cluster.nodes().addressOf(NodeId.of(2)))
        .isEqualTo(
            new NodeAddress(new HostPort("127.0.0.1", 61629), new HostPort("127.0.0.1", 61627)));
    assertThat(cluster.replicas()).isEqualTo(3);
    assertThat(cluster.quorumSize()).isEqualTo(2);
    assertThat(cluster.sync()).isEqualTo(SyncMode.QUORUM_DISK);
    assertThat(cluster.groups()).containsExactly(GroupId.MAIN);
    assertThat(cluster.limits()).isEqualTo(new LimitsConfig(DataSize.parse("16MiB")));
  }

  @Test
  void clusterTakesEveryKey() {
    ClusterConfig cluster = full.cluster();

    assertThat(cluster.clusterName()).isEqualTo("orders");
    assertThat(cluster.nodes().ids()).containsExactly(NodeId.of(4), NodeId.of(5), NodeId.of(6));
    assertThat(cluster.nodes().addressOf(NodeId.of(4)).peer()).hasToString("b4.example.org:61629");
    assertThat(cluster.replicas()).isEqualTo(3);
    assertThat(cluster.sync()).isEqualTo(SyncMode.QUORUM_DISK);
    assertThat(cluster.groups()).containsExactly(GroupId.MAIN, new GroupId("audit"));
    assertThat(cluster.limits()).isEqualTo(new LimitsConfig(DataSize.parse("8MiB")));
  }

  @Test
  void nodeHasDefaults() {
    NodeConfig node = defaults.node();

    assertThat(node.nodeId()).isEqualTo(NodeId.of(1));
    assertThat(node.directory()).isEqualTo(folder.resolve("data"));
    assertThat(node.ports()).isEqualTo(new PortsConfig(61617, 61619, 8161));
    assertThat(node.portOffset()).isZero();
    assertThat(node.bind()).isEqualTo(new BindConfig("127.0.0.1", "127.0.0.1", "127.0.0.1"));
    assertThat(node.insecure()).isFalse();
    assertThat(node.clientListen()).hasToString("127.0.0.1:61617");
    assertThat(node.peersListen()).hasToString("127.0.0.1:61619");
    assertThat(node.adminListen()).hasToString("127.0.0.1:8161");
  }

  @Test
  void nodeTakesEveryKey() {
    NodeConfig node = full.node();

    assertThat(node.nodeId()).isEqualTo(NodeId.of(4));
    assertThat(node.directory()).isEqualTo(Path.of("/var/lib/quorate"));
    assertThat(node.ports()).isEqualTo(new PortsConfig(61618, 61619, 0));
    assertThat(node.portOffset()).isEqualTo(10);
    assertThat(node.bind()).isEqualTo(new BindConfig("0.0.0.0", "10.0.0.4", "localhost"));
    assertThat(node.insecure()).isTrue();
    assertThat(node.clientListen()).hasToString("0.0.0.0:61628");
    assertThat(node.peersListen()).hasToString("10.0.0.4:61629");
    assertThat(node.adminListen())
        .as("port 0 is any free one, whatever the offset")
        .hasToString("localhost:0");
  }

  @Test
  void tlsIsOffByDefault() {
    assertThat(defaults.node().tls())
        .isEqualTo(
            new TlsConfig(
                new TlsFiles(null, null, null, null), new TlsFiles(null, null, null, null)));
    assertThat(defaults.node().tls().peers().isEnabled()).isFalse();
    assertThat(defaults.node().tls().peers().isMutual()).isFalse();
  }

  @Test
  void tlsTakesEveryKey() {
    TlsConfig tls = full.node().tls();

    assertThat(tls.peers())
        .isEqualTo(
            new TlsFiles(
                folder.resolve("node.crt"),
                folder.resolve("node.key"),
                "s3cret",
                folder.resolve("ca.crt")));
    assertThat(tls.clients())
        .isEqualTo(
            new TlsFiles(
                folder.resolve("client.crt"),
                folder.resolve("client.key"),
                "s3cret",
                folder.resolve("clients.crt")));
    assertThat(tls.peers().isMutual()).isTrue();
  }

  @Test
  void zooKeeperHasDefaults() {
    assertThat(defaults.node().zookeeper())
        .isEqualTo(
            new ZooKeeperConfig(
                "127.0.0.1:2181",
                "/quorate",
                Duration.ofSeconds(15),
                Duration.ofSeconds(8),
                null,
                Map.of()));
  }

  @Test
  void zooKeeperTakesEveryKey() {
    assertThat(full.node().zookeeper())
        .isEqualTo(
            new ZooKeeperConfig(
                "zk1:2181,zk2:2181/brokers",
                "/orders",
                Duration.ofSeconds(20),
                Duration.ofSeconds(5),
                "digest:quorate:s3cret",
                Map.of("zookeeper.client.secure", "true")));
  }

  @Test
  void replicationHasDefaults() {
    assertThat(defaults.node().replication())
        .isEqualTo(replication(150, 1_000, 2_000, 3_000, 4_000, 1_000, 1_000));
  }

  @Test
  void replicationTakesEveryKey() {
    assertThat(full.node().replication())
        .isEqualTo(replication(100, 800, 1_500, 2_500, 5_000, 900, 700));
  }

  private static ReplicationConfig replication(
      int heartbeat, int silence, int quorum, int promise, int disk, int sticky, int resend) {
    return new ReplicationConfig(
        Duration.ofMillis(heartbeat),
        Duration.ofMillis(silence),
        Duration.ofMillis(quorum),
        Duration.ofMillis(promise),
        Duration.ofMillis(disk),
        Duration.ofMillis(sticky),
        Duration.ofMillis(resend));
  }

  @Test
  void storageHasDefaults() {
    assertThat(defaults.node().storage())
        .isEqualTo(storage("512MiB", "32MiB", Duration.ofSeconds(10), "2GiB", "512MiB", "64MiB"));
  }

  @Test
  void storageTakesEveryKey() {
    assertThat(full.node().storage())
        .isEqualTo(storage("2GiB", "64MiB", Duration.ofSeconds(30), "4GiB", "1GiB", "32MiB"));
  }

  private static StorageConfig storage(
      String retain,
      String checkpoint,
      Duration interval,
      String soft,
      String hard,
      String ballast) {
    return new StorageConfig(
        DataSize.parse(retain),
        DataSize.parse(checkpoint),
        interval,
        DataSize.parse(soft),
        DataSize.parse(hard),
        DataSize.parse(ballast));
  }

  @Test
  void memoryHasDefaults() {
    assertThat(defaults.node().memory()).isEqualTo(memory("8MiB", "64MiB", "32MiB", "64MiB"));
  }

  @Test
  void memoryTakesEveryKey() {
    assertThat(full.node().memory()).isEqualTo(memory("4MiB", "16MiB", "24MiB", "128MiB"));
  }

  @Test
  void clientsHaveDefaults() {
    assertThat(defaults.node().clients())
        .isEqualTo(
            new ClientsConfig(
                10_000, 1_000, 1_000, 65_535, 200_000, 10_000, DataSize.parse("64MiB")));
  }

  @Test
  void clientsTakeEveryKey() {
    assertThat(full.node().clients())
        .isEqualTo(new ClientsConfig(50, 51, 52, 53, 54, 55, DataSize.parse("56MiB")));
  }

  private static MemoryConfig memory(
      String ship, String propose, String logCache, String memtables) {
    return new MemoryConfig(
        DataSize.parse(ship),
        DataSize.parse(propose),
        DataSize.parse(logCache),
        DataSize.parse(memtables));
  }

  @Test
  void theFullExampleNamesEveryKeyThereIs() {
    assertThat(full.effective().rows())
        .noneMatch(row -> row.from().equals(EffectiveConfig.DEFAULT));
  }

  @Test
  void recordsNeverShowASecret() {
    assertThat(full.toString()).contains("zk1:2181").doesNotContain("s3cret");
  }
}

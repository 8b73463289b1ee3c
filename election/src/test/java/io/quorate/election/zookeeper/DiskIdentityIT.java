package io.quorate.election.zookeeper;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.quorate.election.CoordinationConfig;
import io.quorate.election.NodeIdentity;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.apache.curator.test.InstanceSpec;
import org.apache.curator.test.TestingServer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Disks that were put back to an older image, or copied. */
class DiskIdentityIT {
  private static TestingServer server;
  private static int tests;

  private final UUID disk = UUID.randomUUID();
  private CoordinationConfig config;

  @BeforeAll
  static void startServer() throws Exception {
    server = new TestingServer(new InstanceSpec(null, -1, -1, -1, true, -1, 200, -1), true);
  }

  @AfterAll
  static void stopServer() throws Exception {
    server.close();
  }

  @BeforeEach
  void chooseACluster() {
    config =
        CoordinationConfig.of(server.getConnectString(), "cluster-" + ++tests)
            .withSessionTimeout(Duration.ofSeconds(1));
  }

  private ElectionNode start(long incarnation) {
    return new ElectionNode(config, new NodeIdentity(1, incarnation, disk, "localhost:1"));
  }

  private String boot(long bootCount) {
    try (ElectionNode node = start(bootCount)) {
      return boot(node, bootCount);
    }
  }

  private String boot(ElectionNode node, long bootCount) {
    int before = node.boots.size();
    node.coordination.confirmBoot(disk, bootCount);
    await().atMost(ElectionNode.PATIENCE).until(() -> node.boots.size() > before);
    return node.boots.get(before);
  }

  @Test
  void confirmsCountsThatGrowWithOrWithoutGaps() {
    assertThat(boot(1)).isEqualTo("confirmed 1");
    assertThat(boot(2)).isEqualTo("confirmed 2");
    assertThat(boot(9)).isEqualTo("confirmed 9");
  }

  @Test
  void findsADiskThatWasRolledBack() {
    assertThat(boot(8)).isEqualTo("confirmed 8");

    assertThat(boot(8)).isEqualTo("rolled back, stored 8");
    assertThat(boot(3)).isEqualTo("rolled back, stored 8");
  }

  @Test
  void confirmsItsOwnCountAgain() {
    try (ElectionNode node = start(4)) {
      assertThat(boot(node, 4)).isEqualTo("confirmed 4");
      assertThat(boot(node, 4)).isEqualTo("confirmed 4");
    }
  }

  @Test
  void anIllegibleCountIsNoAnswer() throws Exception {
    assertThat(boot(1)).isEqualTo("confirmed 1");
    String path = new ZnodePaths(config).boot(1, disk);
    try (ElectionNode node = start(2)) {
      node.awaitView(view -> view.connected());
      node.session().setData(path, "nine".getBytes(UTF_8), -1);
      node.coordination.confirmBoot(disk, 2);
      node.enrolled();
      assertThat(node.boots).isEmpty();

      node.session().delete(path, -1);
      await().atMost(ElectionNode.PATIENCE).until(() -> node.boots.equals(List.of("confirmed 2")));
    }
  }

  @Test
  void aSecondProcessWithTheSameDiskIsNoticed() {
    try (ElectionNode one = start(1);
        ElectionNode two = start(2)) {
      await().atMost(ElectionNode.PATIENCE).until(() -> one.twins.size() + two.twins.size() > 0);
      assertThat(one.twins.isEmpty() ? two.twins : one.twins)
          .allMatch(owner -> owner.matches("node 1/[12] at localhost:1, process .*"));
    }
  }
}

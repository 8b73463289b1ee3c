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

  private String boot(Long... starts) {
    try (ElectionNode node = start(starts.length)) {
      return boot(node, starts);
    }
  }

  private String boot(ElectionNode node, Long... starts) {
    int before = node.boots.size();
    node.coordination.confirmBoot(disk, List.of(starts));
    await().atMost(ElectionNode.PATIENCE).until(() -> node.boots.size() > before);
    return node.boots.get(before);
  }

  @Test
  void confirmsADiskThatKnowsTheLastConfirmedStart() {
    assertThat(boot(71L)).isEqualTo("confirmed");
    assertThat(boot(71L, 13L)).isEqualTo("confirmed");
    // Two starts in between were never told.
    assertThat(boot(71L, 13L, 55L, 8L, 29L)).isEqualTo("confirmed");
  }

  @Test
  void findsADiskThatWasRolledBack() {
    assertThat(boot(71L, 13L)).isEqualTo("confirmed");

    assertThat(boot(71L, 44L)).isEqualTo("rolled back, start 13");
  }

  /**
   * A count would be fooled: the old image has by now been started more often than the disk was.
   */
  @Test
  void findsARolledBackDiskThatWasStartedManyTimesSince() {
    assertThat(boot(71L, 13L)).isEqualTo("confirmed");

    assertThat(boot(71L, 44L, 45L, 46L, 47L)).isEqualTo("rolled back, start 13");
  }

  @Test
  void confirmsItsOwnStartAgain() {
    try (ElectionNode node = start(4)) {
      assertThat(boot(node, 4L)).isEqualTo("confirmed");
      assertThat(boot(node, 4L)).isEqualTo("confirmed");
    }
  }

  @Test
  void anIllegibleStartIsNoAnswer() throws Exception {
    assertThat(boot(1L)).isEqualTo("confirmed");
    String path = new ZnodePaths(config).boot(1, disk);
    try (ElectionNode node = start(2)) {
      node.awaitView(view -> view.connected());
      node.session().setData(path, "nine".getBytes(UTF_8), -1);
      node.coordination.confirmBoot(disk, List.of(1L, 2L));
      node.enrolled();
      assertThat(node.boots).isEmpty();

      node.session().delete(path, -1);
      await().atMost(ElectionNode.PATIENCE).until(() -> node.boots.equals(List.of("confirmed")));
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

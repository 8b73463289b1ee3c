package io.quorate.election.zookeeper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.quorate.election.CoordinationAuth;
import io.quorate.election.CoordinationConfig;
import java.util.List;
import org.apache.curator.test.TestingServer;
import org.apache.zookeeper.KeeperException.NoAuthException;
import org.apache.zookeeper.ZooKeeper;
import org.apache.zookeeper.data.Stat;
import org.junit.jupiter.api.Test;

/** One identity for the cluster, and nothing for anybody else. */
class AccessIT {

  @Test
  void theClustersIdentityEvictsAndAStrangerDoesNothing() throws Exception {
    try (TestingServer server = new TestingServer()) {
      CoordinationConfig open =
          CoordinationConfig.of(server.getConnectString() + "/brokers/q", "blue");
      CoordinationConfig closed = open.withAuth(new CoordinationAuth.Digest("quorate", "se:cret"));
      ZnodePaths.Group paths = new ZnodePaths(closed).group("main");
      try (ElectionNode one = new ElectionNode(closed, 1).enrolled();
          ElectionNode two = new ElectionNode(closed, 2).enrolled();
          ElectionNode stranger = new ElectionNode(open, 3)) {
        one.awaitFirst();
        assertThat(one.claim(1, 1)).isEqualTo("1 claimed 1");

        strangerIsRefused(stranger.session(), paths, one.place().path());
        assertThat(stranger.views).noneMatch(view -> !view.line().isEmpty());

        two.group.evict(
            List.of(one.place()),
            two.awaitView(view -> view.registerEpoch() == 1).registerVersion());
        await().atMost(ElectionNode.PATIENCE).until(() -> two.evicted.size() == 1);
        two.awaitFirst();
      }
    }
  }

  private static void strangerIsRefused(ZooKeeper session, ZnodePaths.Group paths, String place) {
    assertThatThrownBy(() -> session.getData(paths.epoch(), false, new Stat()))
        .isInstanceOf(NoAuthException.class);
    assertThatThrownBy(() -> session.getChildren(paths.line(), false))
        .isInstanceOf(NoAuthException.class);
    assertThatThrownBy(() -> session.getData(place, false, new Stat()))
        .isInstanceOf(NoAuthException.class);
    assertThatThrownBy(() -> session.setData(paths.epoch(), new byte[0], -1))
        .isInstanceOf(NoAuthException.class);
    assertThatThrownBy(() -> session.delete(place, -1)).isInstanceOf(NoAuthException.class);
    assertThatThrownBy(() -> session.delete("/brokers/q", -1)).isInstanceOf(Exception.class);
  }
}

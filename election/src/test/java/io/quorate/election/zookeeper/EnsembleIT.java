package io.quorate.election.zookeeper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.quorate.election.ConnectionState;
import io.quorate.election.CoordinationConfig;
import io.quorate.election.LatchNode;
import java.time.Duration;
import java.util.List;
import org.apache.curator.test.InstanceSpec;
import org.apache.curator.test.TestingCluster;
import org.junit.jupiter.api.Test;

/** An ensemble of three that loses the member a node talks to. */
class EnsembleIT {

  @Test
  void aLostMemberCostsNobodyItsPlace() throws Exception {
    try (TestingCluster ensemble = new TestingCluster(3)) {
      ensemble.start();
      CoordinationConfig config =
          CoordinationConfig.of(ensemble.getConnectString() + "/q", "blue")
              .withSessionTimeout(Duration.ofSeconds(60));
      try (ElectionNode one = new ElectionNode(config, 1).enrolled();
          ElectionNode two = new ElectionNode(config, 2).enrolled();
          ElectionNode three = new ElectionNode(config, 3).enrolled()) {
        LatchNode place = one.place();
        InstanceSpec member = ensemble.findConnectionInstance(one.session());

        ensemble.killServer(member);

        await()
            .atMost(ElectionNode.PATIENCE)
            .until(
                () ->
                    one.states.contains(ConnectionState.SUSPENDED)
                        && one.states.get(one.states.size() - 1) == ConnectionState.CONNECTED);
        assertThat(one.awaitFirst().ownPath()).isEqualTo(place.path());
        two.awaitView(view -> view.connected() && view.line().size() == 3);
        assertThat(one.claim(5, 1)).isEqualTo("1 claimed 5");

        three.group.evict(
            List.of(place), three.awaitView(view -> view.registerEpoch() == 5).registerVersion());

        await().atMost(ElectionNode.PATIENCE).until(() -> three.evicted.contains(place));
      }
    }
  }
}

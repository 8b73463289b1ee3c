package io.quorate.replication.sim;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** What becomes of the log's head. */
class RetentionScenariosTest {
  private final SimCluster cluster = SimCluster.ofThree();

  /** A life that is too short to append as much as is retained trims what earlier ones left. */
  @Test
  void nodeThatIsRestartedOftenTrimsAllTheSame() {
    SimNode node = cluster.others(cluster.master()).get(0);

    for (int life = 0; life < 20; life++) {
      cluster.append(10);
      cluster.run(3);
      node.crash("the story says so");
      node.start();
    }
    cluster.append(10);
    cluster.run(3);

    assertThat(cluster.seat(node).platter().logBytes()).isLessThan(LedgerApplication.LOG_BYTES_MAX);
  }
}

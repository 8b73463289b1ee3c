package io.quorate.broker.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Real processes: what the demo shows has to be true. */
class DemoClusterIT {

  @Test
  void survivesItsMasterTakesItBackAndLeavesNothing() throws Exception {
    Path folder;
    List<Long> pids;
    try (DemoCluster cluster = DemoCluster.inForeground(3, false)) {
      cluster.start();
      folder = cluster.folder();
      assertThat(folder).isDirectory();

      DemoNode killed = cluster.killMaster();
      DemoNode next = cluster.awaitMasterAfter(killed.epoch());
      assertThat(next.id()).isNotEqualTo(killed.id());
      assertThat(cluster.nodes().get(killed.id() - 1).role()).isEqualTo("down");

      cluster.restart(killed.id());
      List<DemoNode> nodes = cluster.nodes();
      assertThat(nodes)
          .extracting(DemoNode::role)
          .containsOnlyOnce("master")
          .doesNotContain("down");
      assertThat(nodes.get(killed.id() - 1).pid()).isNotEqualTo(killed.pid());
      pids = nodes.stream().map(DemoNode::pid).toList();
    }

    assertThat(folder).doesNotExist();
    assertThat(pids).noneMatch(pid -> ProcessHandle.of(pid).isPresent());
  }

  @Test
  void showsTheLastLinesOfWhatEndsByItself() throws Exception {
    try (DemoCluster cluster = DemoCluster.inForeground(1, false)) {
      spoil(cluster.folder());

      assertThatThrownBy(cluster::start)
          .isInstanceOf(DemoException.class)
          .hasMessageContaining("node-1 has ended by itself with exit code 1")
          .hasMessageContaining("node-1.log")
          .hasMessageContaining("quorate: ");

      assertThat(cluster.isAnythingRunning()).isFalse();
    }
  }

  /** A file where the node's folder has to be. */
  private static void spoil(Path folder) throws IOException {
    Files.writeString(folder.resolve("node-1"), "in the way");
  }
}

package io.quorate.broker.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.quorate.broker.process.machine.FaultLibrary;
import io.quorate.broker.process.machine.SyncFaults;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Asks the kernel's door, not the code, whether what is confirmed was synced. */
class SyncCountIT {
  private static final int CONFIRMS = 200;
  private static final int QUORUM = 2;
  private static final LogLoad.Shape ONE_IN_FLIGHT = new LogLoad.Shape(1, 1, 256, 0, true);

  @Test
  void everyConfirmStandsBehindSyncsOfAQuorum() throws Exception {
    Path folder =
        Files.createTempDirectory(Files.createDirectories(Path.of("target")), "syncs-")
            .toAbsolutePath();
    Optional<Path> library = FaultLibrary.build(folder);
    assumeTrue(library.isPresent(), "expected gcc to build the library that counts");
    List<SyncFaults> counters = new ArrayList<>();
    Layout layout = counted(Layout.onLoopback(folder), folder, library.orElseThrow(), counters);
    try (ProcessCluster cluster = new ProcessCluster(folder, ChaosSettings.KEEP_ALL, layout);
        LogLoad load = new LogLoad(cluster.addresses(), ONE_IN_FLIGHT)) {
      cluster.start();
      cluster.awaitWhole();
      List<Integer> before = counters.stream().map(SyncFaults::count).toList();

      load.start();
      Patience patience = new Patience(CONFIRMS + " confirms", ProcessCluster.PATIENCE);
      while (load.meter().confirmedCount() < CONFIRMS) {
        patience.step(cluster::describe);
      }
      load.stop();

      // One entry is in flight at a time, so no two confirms can share a node's sync.
      long confirmed = load.meter().confirmedCount();
      List<Integer> after = counters.stream().map(SyncFaults::count).toList();
      assertThat(sum(after) - sum(before))
          .as("syncs below the data folders, before %s, after %s", before, after)
          .isGreaterThanOrEqualTo(QUORUM * confirmed);
    }
  }

  private static Layout counted(Layout layout, Path folder, Path library, List<SyncFaults> counters)
      throws Exception {
    List<Layout.Node> nodes = new ArrayList<>();
    for (Layout.Node node : layout.nodes()) {
      Site site = node.site();
      SyncFaults counter =
          new SyncFaults(library, folder.resolve(site.name() + ".sync"), site.data());
      counters.add(counter);
      nodes.add(
          new Layout.Node(
              new Site(site.name(), site.host(), site.data(), site.prefix(), counter.environment()),
              node.ports()));
    }
    return new Layout(nodes, layout.zooKeepers(), layout.zkPort(), layout.road());
  }

  private static long sum(List<Integer> counts) {
    return counts.stream().mapToLong(Integer::longValue).sum();
  }
}

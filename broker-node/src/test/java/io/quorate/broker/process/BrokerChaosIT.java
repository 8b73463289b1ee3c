package io.quorate.broker.process;

import io.quorate.broker.process.Tally.Deed;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** A mix of what {@code scripts/chaos-broker} does for longer. */
class BrokerChaosIT {
  private static final long BUDGET_NANOS = Duration.ofSeconds(50).toNanos();

  private static final List<Fault> MIX =
      List.of(
          Fault.KILL_MASTER,
          Fault.HAND_OVER,
          Fault.KILL_MASTER,
          Fault.PAUSE_MASTER,
          Fault.KILL_ALL,
          Fault.TERMINATE_MASTER,
          Fault.KILL_REPLICA_THEN_MASTER,
          Fault.KILL_MASTER);

  @Test
  void clientsGetWhatTheyWerePromisedWhateverIsKilled() throws Exception {
    long seed = System.nanoTime();
    Path folder =
        Files.createTempDirectory(Files.createDirectories(Path.of("target")), "chaos-broker-");
    System.out.printf("seed %d, logs in %s%n", seed, folder);
    BrokerLoad.Shape shape = new BrokerLoad.Shape(3, 3, 50, 256, 60);
    Chaos.Times times =
        new Chaos.Times(Duration.ofSeconds(6), Duration.ofSeconds(5), Duration.ofMillis(200));
    try (ProcessCluster cluster =
            new ProcessCluster(folder.toAbsolutePath(), ChaosSettings.DEFAULT);
        BrokerLoad load =
            new BrokerLoad(cluster.addresses(), shape, seed, folder.resolve("history"))) {
      Chaos chaos = new Chaos(cluster, load, times, new Random(seed), System.out::println);
      try {
        cluster.start();
        load.start();
        long endNanos = System.nanoTime() + BUDGET_NANOS;
        for (Fault fault : MIX) {
          if (System.nanoTime() - endNanos < 0) {
            chaos.perform(fault);
          }
        }
        chaos.settleAndCheck();
        load.checkDone(EnumSet.of(Deed.COMMITTED, Deed.DELAYED, Deed.PRIORITISED, Deed.VISITS));
      } catch (AssertionError | Exception e) {
        System.out.println(cluster.logTails());
        throw e;
      }
    }
  }
}

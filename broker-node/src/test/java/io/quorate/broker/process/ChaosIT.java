package io.quorate.broker.process;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.quorate.broker.process.Draws.Round;
import io.quorate.broker.process.machine.Privileges;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** A short mix of what {@code scripts/chaos} does; only where the machine allows it. */
class ChaosIT {
  private static final long BUDGET_NANOS = Duration.ofSeconds(50).toNanos();
  private static final Duration HOLD = Duration.ofSeconds(3);

  private static final List<List<Fault>> MIX =
      List.of(
          List.of(Fault.POWER_CUT_QUORUM),
          List.of(Fault.MUTE_MASTER),
          List.of(Fault.KILL_MASTER, Fault.ZOOKEEPER_MEMBER),
          List.of(Fault.BIT_FLIP),
          List.of(Fault.DISK_FULL),
          List.of(Fault.ISOLATE_MASTER),
          List.of(Fault.POWER_CUT_ALL, Fault.FLAPPING));

  @Test
  void clientsGetWhatTheyWerePromisedOnMachinesThatFail() throws Exception {
    Optional<String> missing = Privileges.whatIsMissing();
    missing.ifPresent(what -> System.err.println("SKIPPED, nothing was tested: " + what));
    assumeTrue(missing.isEmpty(), () -> "machines of our own: " + missing.orElseThrow());
    long seed = System.nanoTime();
    Path folder =
        Files.createTempDirectory(Files.createDirectories(Path.of("target")), "storm-")
            .toAbsolutePath();
    System.out.printf("seed %d, logs in %s%n", seed, folder);
    BrokerLoad.Shape shape = new BrokerLoad.Shape(2, 2, 50, 256, 40);
    try (Machines machines = new Machines(folder.resolve("machines"), 3);
        ProcessCluster cluster =
            new ProcessCluster(folder, ChaosSettings.OWN_DISK, machines.layout());
        BrokerLoad load =
            new BrokerLoad(cluster.addresses(), shape, seed, folder.resolve("history"))) {
      Storm storm = new Storm(cluster, machines, load, seed, System.out::println);
      try {
        storm.begin();
        long endNanos = System.nanoTime() + BUDGET_NANOS;
        for (List<Fault> faults : MIX) {
          if (System.nanoTime() - endNanos < 0) {
            storm.perform(new Round(faults, HOLD, seed));
          }
        }
        storm.settleAndCheck();
      } catch (AssertionError | Exception e) {
        System.out.println(cluster.logTails());
        throw e;
      }
    }
  }
}

package io.quorate.broker.process;

import io.quorate.broker.process.Draws.Round;
import io.quorate.broker.process.machine.Privileges;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A short mix of what {@code scripts/chaos} does; without root the disks are spared. */
class ChaosIT {
  private static final long BUDGET_NANOS = Duration.ofSeconds(50).toNanos();
  private static final int NODE_COUNT = 3;
  private static final Duration HOLD = Duration.ofSeconds(3);

  private static final List<List<Fault>> MIX =
      List.of(
          List.of(Fault.POWER_CUT_QUORUM),
          List.of(Fault.MUTE_MASTER),
          List.of(Fault.KILL_MASTER, Fault.ZOOKEEPER_MEMBER),
          List.of(Fault.BIT_FLIP),
          List.of(Fault.CLOCK_AHEAD),
          List.of(Fault.DISK_FULL),
          List.of(Fault.ISOLATE_MASTER),
          List.of(Fault.POWER_CUT_ALL, Fault.FLAPPING));

  @Test
  void clientsGetWhatTheyWerePromisedOnMachinesThatFail() throws Exception {
    long seed = System.nanoTime();
    Path folder =
        Files.createTempDirectory(Files.createDirectories(Path.of("target")), "storm-")
            .toAbsolutePath();
    System.out.printf("seed %d, logs in %s%n", seed, folder);
    BrokerLoad.Shape shape = new BrokerLoad.Shape(2, 2, 50, 256, 40);
    try (Machines machines = machines(folder.resolve("machines"));
        ProcessCluster cluster =
            new ProcessCluster(folder, ChaosSettings.OWN_DISK, machines.layout());
        BrokerLoad load =
            new BrokerLoad(cluster.addresses(), shape, seed, folder.resolve("history"))) {
      Storm storm = new Storm(cluster, machines, load, seed, System.out::println);
      try {
        storm.begin();
        long endNanos = System.nanoTime() + BUDGET_NANOS;
        for (List<Fault> faults : MIX) {
          if (System.nanoTime() - endNanos < 0 && canHave(faults, machines)) {
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

  private static Machines machines(Path folder) throws IOException {
    return Privileges.whatIsMissing().isEmpty()
        ? Machines.isolated(folder, NODE_COUNT)
        : Machines.behindProxies(folder, NODE_COUNT);
  }

  private static boolean canHave(List<Fault> faults, Machines machines) {
    boolean can = Collections.disjoint(faults, Storm.leftOut(machines));
    if (!can) {
      System.err.println("SKIPPED, cannot be done here: " + faults);
    }
    return can;
  }
}

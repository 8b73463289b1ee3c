package io.quorate.broker.process;

import io.quorate.broker.process.Chaos.Times;
import io.quorate.broker.process.LogLoad.Shape;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** What {@code scripts/chaos-log} runs. */
@Command(
    name = "chaos-log",
    description = {
      "Three nodes and a ZooKeeper as real processes, killed, paused and wiped under load.",
      "Afterwards every node's log is held against what the producers were told.",
      "Then the gaps between confirms are measured at one append in flight."
    },
    mixinStandardHelpOptions = true,
    showDefaultValues = true,
    footerHeading = "%nExamples:%n",
    footer = {
      "  scripts/chaos-log",
      "  scripts/chaos-log --only pause-master --count 3",
      "  scripts/chaos-log --no-faults --calm-minutes 10 --dead-replica-minutes 10"
    })
final class LogChaosMain implements Callable<Integer> {
  private static final Shape UNDER_LOAD = new Shape(8, 50, 256, 100, true);
  private static final Shape ONE_IN_FLIGHT = new Shape(1, 1, 1024, 0, true);

  @Option(names = "--kills", description = "Masters killed; before every third, a replica.")
  private int kills = 50;

  @Option(names = "--pauses", description = "Masters paused for 5 to 20 s.")
  private int pauses = 10;

  @Option(names = "--kill-alls", description = "Times all nodes are killed at once.")
  private int killAlls = 5;

  @Option(names = "--wipes", description = "Replicas wiped and let in again.")
  private int wipes = 1;

  @Option(names = "--zookeeper-stops", description = "Times ZooKeeper is away for a minute.")
  private int zooKeeperStops = 1;

  @Option(names = "--hand-overs", description = "Planned hand-overs.")
  private int handOvers = 20;

  @Option(names = "--terminates", description = "Masters ended by SIGTERM.")
  private int terminates = 5;

  @Option(
      names = "--gap-kills",
      description = "Masters killed at one append in flight; before every third, a replica.")
  private int gapKills = 50;

  @Option(names = "--gap-hand-overs", description = "Hand-overs at one append in flight.")
  private int gapHandOvers = 20;

  @Option(
      names = "--gap-rest-seconds",
      description = "Between two faults of the measurement: evictions are rationed.")
  private int gapRestSeconds = 8;

  @Option(
      names = "--only",
      paramLabel = "FAULT",
      converter = FaultName.class,
      description = "Nothing but this fault.")
  private @Nullable Fault only;

  @Option(names = "--count", description = "How often, with --only.")
  private int count = 1;

  @Option(names = "--no-faults", description = "Only what is asked for by minutes.")
  private boolean noFaults;

  @Option(names = "--calm-minutes", description = "Full load without any fault.")
  private int calmMinutes;

  @Option(
      names = "--dead-replica-minutes",
      description = "Full load with one replica dead, watching the master's heap.")
  private int deadReplicaMinutes;

  @Option(names = "--seed", description = "Of order and delays.")
  private long seed = System.nanoTime();

  @Option(names = "--folder", description = "For data and logs; must be new.")
  private Path folder =
      Path.of("broker-node", "target", "chaos-" + ProcessHandle.current().pid()).toAbsolutePath();

  public static void main(String[] arguments) {
    System.exit(
        new CommandLine(new LogChaosMain())
            .setCaseInsensitiveEnumValuesAllowed(true)
            .execute(arguments));
  }

  @Override
  public Integer call() throws Exception {
    say("seed %d, files in %s".formatted(seed, folder));
    if (only != null) {
      perform("only", Collections.nCopies(count, only), UNDER_LOAD, Duration.ZERO);
    } else if (!noFaults) {
      perform("chaos", underLoad(), UNDER_LOAD, Duration.ofMillis(500));
      perform("gaps", measured(), ONE_IN_FLIGHT, Duration.ofSeconds(gapRestSeconds));
    }
    if (calmMinutes > 0) {
      new SteadyRun(folder.resolve("calm"), this::say).calm(Duration.ofMinutes(calmMinutes));
    }
    if (deadReplicaMinutes > 0) {
      new SteadyRun(folder.resolve("dead-replica"), this::say)
          .withDeadReplica(Duration.ofMinutes(deadReplicaMinutes));
    }
    return 0;
  }

  private List<Fault> underLoad() {
    return new FaultMix()
        .addKills(kills)
        .add(pauses, Fault.PAUSE_MASTER)
        .add(killAlls, Fault.KILL_ALL)
        .add(wipes, Fault.WIPE_AND_READMIT)
        .add(zooKeeperStops, Fault.ZOOKEEPER_STOP)
        .add(handOvers, Fault.HAND_OVER)
        .add(terminates, Fault.TERMINATE_MASTER)
        .shuffled(new Random(seed));
  }

  private List<Fault> measured() {
    FaultMix mix = new FaultMix();
    for (int i = 0; i < gapKills; i++) {
      mix.add(1, i % 3 == 2 ? Fault.KILL_REPLICA_THEN_MASTER : Fault.KILL_MASTER);
    }
    return mix.add(gapHandOvers, Fault.HAND_OVER).inOrder();
  }

  private void perform(String name, List<Fault> faults, Shape shape, Duration rest)
      throws Exception {
    if (faults.isEmpty()) {
      return;
    }
    Times times = new Times(Duration.ofSeconds(20), Duration.ofMinutes(1), rest);
    try (ProcessCluster cluster = new ProcessCluster(folder.resolve(name), ChaosSettings.KEEP_ALL);
        LogLoad load = new LogLoad(cluster.addresses(), shape)) {
      Chaos chaos = new Chaos(cluster, load, times, new Random(seed), this::say);
      try {
        cluster.start();
        load.start();
        for (Fault fault : faults) {
          chaos.perform(fault);
        }
        chaos.settleAndCheck();
      } catch (AssertionError | Exception e) {
        say(cluster.logTails());
        throw e;
      }
    }
  }

  private void say(String text) {
    System.out.println(text);
  }
}

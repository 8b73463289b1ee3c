package io.quorate.broker.process;

import io.quorate.broker.process.BrokerLoad.Shape;
import io.quorate.broker.process.Chaos.Times;
import io.quorate.broker.process.Tally.Deed;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** What {@code scripts/chaos-broker} runs. */
@Command(
    name = "chaos-broker",
    description =
        "Three nodes and a ZooKeeper as real processes, killed and paused while applications send "
            + "and receive. Afterwards what these saw is held against what a broker promises.",
    mixinStandardHelpOptions = true,
    showDefaultValues = true,
    footerHeading = "%nExamples:%n",
    footer = {
      "  scripts/chaos-broker",
      "  scripts/chaos-broker --only pause-master --count 3",
      "  scripts/chaos-broker --calm-seconds 60"
    })
final class BrokerChaosMain implements Callable<Integer> {
  private static final Times TIMES =
      new Times(Duration.ofSeconds(20), Duration.ofMinutes(1), Duration.ofSeconds(1));

  @Option(names = "--kills", description = "Masters killed; before every third, a replica.")
  private int kills = 20;

  @Option(names = "--pauses", description = "Masters paused for 5 to 20 s.")
  private int pauses = 2;

  @Option(names = "--kill-alls", description = "Times all nodes are killed at once.")
  private int killAlls = 1;

  @Option(names = "--wipes", description = "Replicas wiped and let in again.")
  private int wipes = 1;

  @Option(names = "--zookeeper-stops", description = "Times ZooKeeper is away for a minute.")
  private int zooKeeperStops;

  @Option(names = "--hand-overs", description = "Planned hand-overs.")
  private int handOvers = 4;

  @Option(names = "--terminates", description = "Masters ended by SIGTERM.")
  private int terminates = 2;

  @Option(
      names = "--only",
      paramLabel = "FAULT",
      converter = FaultName.class,
      description = "Nothing but this fault.")
  private @Nullable Fault only;

  @Option(names = "--count", description = "How often, with --only.")
  private int count = 1;

  @Option(names = "--calm-seconds", description = "So long, and nothing is broken.")
  private int calmSeconds;

  @Option(names = "--producers", description = "Each sends to two queues and a topic.")
  private int producers = 3;

  @Option(names = "--consumers", description = "Each receives from two queues.")
  private int consumers = 3;

  @Option(names = "--rate", description = "Messages per second and producer.")
  private int rate = 100;

  @Option(names = "--seed", description = "Of order, delays and whims.")
  private long seed = System.nanoTime();

  @Option(names = "--folder", description = "For data, logs and the history; must be new.")
  private Path folder =
      Path.of("broker-node", "target", "chaos-" + ProcessHandle.current().pid()).toAbsolutePath();

  public static void main(String[] arguments) {
    System.exit(new CommandLine(new BrokerChaosMain()).execute(arguments));
  }

  @Override
  public Integer call() throws Exception {
    say("seed %d, files in %s".formatted(seed, folder));
    Shape shape = new Shape(producers, consumers, 50, 256, rate);
    try (ProcessCluster cluster = new ProcessCluster(folder, ChaosSettings.DEFAULT);
        BrokerLoad load =
            new BrokerLoad(cluster.addresses(), shape, seed, folder.resolve("history"))) {
      Chaos chaos = new Chaos(cluster, load, TIMES, new Random(seed), this::say);
      try {
        cluster.start();
        load.start();
        Patience.pause(Duration.ofSeconds(calmSeconds));
        for (Fault fault : faults()) {
          chaos.perform(fault);
        }
        chaos.settleAndCheck();
        if (only == null) {
          load.checkDone(EnumSet.allOf(Deed.class));
        }
      } catch (AssertionError | Exception e) {
        say(cluster.logTails());
        throw e;
      }
    }
    return 0;
  }

  private List<Fault> faults() {
    if (only != null) {
      return Collections.nCopies(count, only);
    }
    if (calmSeconds > 0) {
      return List.of();
    }
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

  private void say(String text) {
    System.out.println(text);
  }
}

package io.quorate.broker.process;

import io.quorate.broker.process.BrokerLoad.Shape;
import io.quorate.broker.process.Draws.Round;
import io.quorate.broker.process.Tally.Deed;
import io.quorate.broker.process.machine.Privileges;
import io.quorate.client.history.HistoryReport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** What {@code scripts/chaos} runs. */
@Command(
    name = "chaos",
    description =
        "Nodes and three ZooKeepers, each in a network of its own and the nodes with disks of "
            + "their own, broken in every way while applications send and receive. Afterwards "
            + "what these saw is held against what a broker promises. Needs root; ip, mkfs.ext4, "
            + "mount; gcc for the faults of syncs and clocks. Without root everybody is on "
            + "loopback with proxies in between, and the faults of whole disks are left out.",
    mixinStandardHelpOptions = true,
    showDefaultValues = true,
    footerHeading = "%nExamples:%n",
    footer = {
      "  scripts/chaos --minutes 20 --seed 7",
      "  scripts/chaos --only power-cut-all --count 5",
      "  scripts/chaos --only zookeeper-stop --hold 180",
      "  scripts/chaos --nodes 5 --minutes 10",
      "  scripts/chaos --list"
    })
final class ChaosMain implements Callable<Integer> {
  private static final int CANNOT = 3;
  private static final List<Integer> NODE_COUNTS = List.of(3, 5, 7);

  @Option(names = "--minutes", description = "Of rounds; the last one is brought to its end.")
  private int minutes = 5;

  @Option(names = "--seed", description = "The same one draws the same faults.")
  private long seed = System.nanoTime() % 1_000_000;

  @Option(
      names = "--only",
      paramLabel = "FAULT",
      converter = FaultName.class,
      description = "Nothing but this fault.")
  private @Nullable Fault only;

  @Option(names = "--count", description = "How often, with --only.")
  private int count = 1;

  @Option(
      names = "--hold",
      paramLabel = "SECONDS",
      description = "How long things stay broken (default: drawn, 2 to 20 s).")
  private @Nullable Integer holdSeconds;

  @Option(names = "--list", description = "Names the faults.")
  private boolean isList;

  @Option(names = "--nodes", description = "Of the cluster: 3, 5 or 7.")
  private int nodes = 3;

  @Option(
      names = "--proxies",
      description = "On loopback even where networks and disks could be had.")
  private boolean isBehindProxies;

  @Option(names = "--producers", description = "Of messages of all sorts.")
  private int producers = 3;

  @Option(names = "--consumers", description = "For each busy queue.")
  private int consumers = 3;

  @Option(names = "--rate", description = "Messages per second and producer.")
  private int rate = 60;

  @Option(names = "--folder", description = "For data, logs and the history; must be new.")
  private Path folder =
      Path.of("broker-node", "target", "chaos-" + ProcessHandle.current().pid()).toAbsolutePath();

  @Option(names = "--proof", description = "The counts of a good run become its last line.")
  private @Nullable Path proof;

  public static void main(String[] arguments) {
    System.exit(new CommandLine(new ChaosMain()).execute(arguments));
  }

  @Override
  public Integer call() throws Exception {
    if (isList) {
      List.of(Fault.values()).forEach(fault -> say(fault.toString()));
      return 0;
    }
    if (!NODE_COUNTS.contains(nodes)) {
      throw new ParameterException(
          new CommandLine(this),
          "--nodes: expected one of %s, found %d".formatted(NODE_COUNTS, nodes));
    }
    say("seed %d, files in %s".formatted(seed, folder));
    try (Machines machines = buildMachines()) {
      Set<Fault> leftOut = Storm.leftOut(machines);
      if (only != null && leftOut.contains(only)) {
        System.err.println("SKIPPED, nothing was tested: there is no %s here".formatted(only));
        return CANNOT;
      }
      if (!leftOut.isEmpty()) {
        say("LEFT OUT, cannot be done here: " + leftOut);
      }
      run(machines);
    }
    return 0;
  }

  private Machines buildMachines() throws IOException {
    Path place = folder.resolve("machines");
    Optional<String> reason =
        isBehindProxies ? Optional.of("as asked for") : Privileges.whatIsMissing();
    if (reason.isEmpty()) {
      return Machines.isolated(place, nodes);
    }
    say("ON LOOPBACK, behind proxies: " + reason.get());
    return Machines.behindProxies(place, nodes);
  }

  private void run(Machines machines) throws Exception {
    Shape shape = new Shape(producers, consumers, 50, 256, rate);
    try (ProcessCluster cluster =
            new ProcessCluster(folder, ChaosSettings.OWN_DISK, machines.layout());
        BrokerLoad load =
            new BrokerLoad(cluster.addresses(), shape, seed, folder.resolve("history"))) {
      Storm storm = new Storm(cluster, machines, load, seed, this::say);
      try {
        storm.begin();
        perform(storm, machines);
        storm.settleAndCheck();
        if (only == null) {
          load.checkDone(EnumSet.allOf(Deed.class));
        }
      } catch (AssertionError | Exception e) {
        say(cluster.logTails());
        throw e;
      }
      conclude(storm, machines, load);
    }
  }

  private void perform(Storm storm, Machines machines) {
    List<Fault> faults = only == null ? Storm.faults(machines) : List.of(only);
    Draws draws = new Draws(seed, faults);
    long endNanos = System.nanoTime() + Duration.ofMinutes(minutes).toNanos();
    for (int performed = 0; goesOn(performed, endNanos); performed++) {
      Round round = draws.next();
      storm.perform(new Round(only == null ? round.faults() : faults, hold(round), round.seed()));
    }
  }

  private Duration hold(Round drawn) {
    return holdSeconds == null ? drawn.hold() : Duration.ofSeconds(holdSeconds);
  }

  private boolean goesOn(int performed, long endNanos) {
    return only == null ? System.nanoTime() - endNanos < 0 : performed < count;
  }

  private void conclude(Storm storm, Machines machines, BrokerLoad load) throws IOException {
    HistoryReport report = load.report();
    say(
        "seed=%d nodes=%d faults=%d confirmed=%d received=%d lost=%d duplicates=%d redelivered=%d unknown=%d failovers=%d disks_replaced=%d digests_equal=true"
            .formatted(
                seed,
                nodes,
                storm.faultCount(),
                report.confirmed(),
                report.received(),
                report.lost(),
                report.duplicates(),
                report.redelivered(),
                report.unknown(),
                report.failovers(),
                storm.disksReplaced()));
    if (proof != null) {
      String what = only == null ? "%d min, seed %d".formatted(minutes, seed) : only.toString();
      String where =
          (nodes == 3 ? "" : ", %d nodes".formatted(nodes))
              + (machines.hasDisks() ? "" : ", behind proxies");
      Files.writeString(
          proof,
          "| %s | %d | %d | %d | %d | %d | %d | %s |%n"
              .formatted(
                  what + where,
                  storm.faultCount(),
                  report.confirmed(),
                  report.lost(),
                  report.duplicates(),
                  report.redelivered(),
                  report.unknown(),
                  storm.gaps().summary()),
          StandardOpenOption.APPEND);
    }
  }

  private void say(String text) {
    System.out.println(text);
  }
}

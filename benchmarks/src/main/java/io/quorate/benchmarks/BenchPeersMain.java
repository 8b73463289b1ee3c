package io.quorate.benchmarks;

import io.quorate.benchmarks.server.Artifacts;
import io.quorate.benchmarks.server.Launcher;
import io.quorate.benchmarks.server.OwnCluster;
import io.quorate.benchmarks.server.ServerException;
import io.quorate.benchmarks.server.Servers;
import io.quorate.benchmarks.server.SyncCounter;
import io.quorate.benchmarks.server.Systems;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Option;

/** Measures Quorate beside a peer; run by {@code scripts/bench-peers}. */
@Command(
    name = "bench-peers",
    description = {
      "Runs the same loads on Quorate and on a peer, alternating round by round, with the servers"
          + " of only one of them alive at a time, and prints for each load",
      "",
      "  RATIO load=... ours=... peer=... ratio=... q1=... q3=... syncs_ours=... syncs_peer=...",
      "",
      "in messages a second (for failover: ms from the kill to the first confirmation), where a"
          + " ratio of 1 or more means that ours is at least as good. Run it on a machine that has"
          + " nothing else to do."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  scripts/bench-peers --peer rabbitmq --rounds 5",
      "  scripts/bench-peers --peer kafka-fsync --rounds 2 --loads p1w1,p1w1000 --seconds 5",
      "  scripts/bench-peers --peer kafka-fsync,artemis,kafka --record",
      "  scripts/bench-peers --peer artemis --rounds 5 --loads failover --kills 50",
      "  scripts/bench-peers --peer none --loads p1w1000 --explain",
      "  scripts/bench-peers --check-syncs"
    })
public final class BenchPeersMain implements Callable<Integer> {
  private static final String NO_PEER = "none";
  private static final Path MODULE = Path.of("benchmarks");
  private static final Path WORK = MODULE.resolve("target/peers");
  private static final int CHECKED_MESSAGES = 1_000;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Show this help and end.")
  @SuppressWarnings("UnusedVariable") // picocli acts on it
  private boolean help;

  @Option(
      names = "--peer",
      paramLabel = "NAME",
      split = ",",
      description =
          "rabbitmq, kafka, kafka-fsync, artemis, nats, activemq, or several of them, which then"
              + " share our rounds; none: only ours.")
  private List<String> peers = List.of(NO_PEER);

  @Option(
      names = "--rounds",
      paramLabel = "R",
      defaultValue = "5",
      description = "How often both are started and measured (default: ${DEFAULT-VALUE}).")
  private int rounds;

  @Option(
      names = "--loads",
      paramLabel = "LIST",
      defaultValue = "p1w1,p16w1,p1w1000,p4w1000,e2e",
      description =
          "Of p1w1, p16w1, p1w1000, p4w1000, e2e, failover, failover-loaded (default: ${DEFAULT-VALUE}).")
  private String loads = "";

  @Option(
      names = "--seconds",
      paramLabel = "S",
      defaultValue = "10",
      description = "Measured, for each load (default: ${DEFAULT-VALUE}).")
  private int seconds;

  @Option(
      names = "--heat",
      paramLabel = "S",
      defaultValue = "60",
      description =
          "Seconds of sending and receiving at the start of a round, for the servers' compilers"
              + " (default: ${DEFAULT-VALUE}).")
  private int heat;

  @Option(
      names = "--warm-up",
      paramLabel = "S",
      defaultValue = "10",
      description =
          "Seconds before: half of them with 1,000 in flight, half as measured (default:"
              + " ${DEFAULT-VALUE}).")
  private int warmUp;

  @Option(
      names = "--size",
      paramLabel = "BYTES",
      defaultValue = "1024",
      description = "Of a message (default: ${DEFAULT-VALUE}).")
  private int size;

  @Option(
      names = "--rate",
      paramLabel = "N",
      defaultValue = "0",
      description =
          "Messages a second at a fixed pace, all producers together; latencies then count from when a message was meant to be sent. Default: as fast as the loads' windows let them.")
  private int rate;

  @Option(
      names = "--nodes",
      paramLabel = "N",
      defaultValue = "3",
      description = "Of ours: 1, 3, 5 or 7 (default: ${DEFAULT-VALUE}).")
  private int nodes;

  @Option(
      names = "--groups",
      paramLabel = "N",
      defaultValue = "1",
      description =
          "Replicated groups of ours; producers are spread over them (default: ${DEFAULT-VALUE}).")
  private int groups;

  @Option(
      names = "--kills",
      paramLabel = "K",
      defaultValue = "50",
      description =
          "Of the master in all rounds together, for failover (default: ${DEFAULT-VALUE}).")
  private int kills;

  @Option(
      names = "--explain",
      description =
          "Show for each load what each process has used: CPU, bytes written, allocation, pauses.")
  private boolean explains;

  @Option(names = "--record", description = "Keep the result in docs/performance.md.")
  private boolean records;

  @Option(
      names = "--check-syncs",
      description =
          "Measure nothing; check that every confirmation of ours lies after a returned sync on at least two nodes. Exit code 1 if one does not. With --peer, the same of that peer.")
  private boolean checksSyncs;

  private final PrintStream out = System.out;

  public static void main(String[] arguments) {
    System.exit(
        new CommandLine(new BenchPeersMain())
            .setUsageHelpAutoWidth(true)
            .setExecutionExceptionHandler(BenchPeersMain::explain)
            .execute(arguments));
  }

  private static int explain(Exception failure, CommandLine command, CommandLine.ParseResult parsed)
      throws Exception {
    if (failure instanceof IllegalArgumentException) {
      command.getErr().println("bench-peers: " + failure.getMessage());
      return ExitCode.USAGE;
    }
    if (!(failure instanceof ServerException)) {
      throw failure;
    }
    command.getErr().println("bench-peers: " + failure.getMessage());
    return ExitCode.SOFTWARE;
  }

  @Override
  public Integer call() throws IOException {
    OwnCluster own = own();
    SyncCounter counter = SyncCounter.compile(MODULE.resolve("src/main/c/count_syncs.c"), WORK);
    if (!counter.counts()) {
      out.println(
          "NOBODY COUNTS SYNCS: neither gcc nor strace is here, so nothing below shows that what"
              + " was confirmed was on a disk");
    }
    Artifacts artifacts = new Artifacts(MODULE.resolve("peers"), WORK);
    return checksSyncs ? checkSyncs(own, counter, artifacts) : compare(own, counter, artifacts);
  }

  private int checkSyncs(OwnCluster own, SyncCounter counter, Artifacts artifacts)
      throws IOException {
    if (!counter.knowsTimes()) {
      throw new ServerException("expected gcc, to note when each sync returns; install it");
    }
    String system = hasPeers() ? peers.get(0) : Systems.OURS;
    if (peers.size() > 1) {
      throw new IllegalArgumentException(
          "--check-syncs judges one system, found " + String.join(", ", peers));
    }
    try (Launcher launcher = new Launcher(WORK.resolve("run-" + system), counter)) {
      Servers servers = Systems.of(system, own, launcher, artifacts);
      servers.start();
      SyncCheck.Result result = SyncCheck.perform(servers, CHECKED_MESSAGES, size);
      launcher.deleteFiles();
      out.println(system + " " + result.line());
      return result.isSound() ? ExitCode.OK : ExitCode.SOFTWARE;
    }
  }

  private OwnCluster own() {
    if (hasPeers() && !Systems.PEERS.containsAll(peers)) {
      throw new IllegalArgumentException(
          "--peer: expected some of %s, or none, found %s"
              .formatted(String.join(", ", Systems.PEERS), String.join(",", peers)));
    }
    OwnCluster own = new OwnCluster(nodes, groups);
    if (hasPeers() && !own.equals(OwnCluster.USUAL)) {
      throw new IllegalArgumentException(
          "--nodes and --groups are for ours alone; beside %s it has %d nodes and one group"
              .formatted(String.join(", ", peers), OwnCluster.USUAL.nodes()));
    }
    return own;
  }

  private boolean hasPeers() {
    return !peers.equals(List.of(NO_PEER));
  }

  private int compare(OwnCluster own, SyncCounter counter, Artifacts artifacts) throws IOException {
    List<Load> chosen = Arrays.stream(loads.split(",", -1)).map(Load::parse).toList();
    Plan plan =
        new Plan(
            chosen,
            size,
            rate,
            chosen.stream().allMatch(Load::isFailover) ? Duration.ZERO : Duration.ofSeconds(heat),
            Duration.ofSeconds(warmUp),
            Duration.ofSeconds(seconds),
            Math.max(1, (kills + rounds - 1) / rounds),
            explains);
    Map<Load, List<Measurement>> ours = new EnumMap<>(Load.class);
    Map<String, Map<Load, List<Measurement>>> theirs = new LinkedHashMap<>();
    for (int round = 1; round <= rounds; round++) {
      out.printf("round %d of %d%n", round, rounds);
      gather(ours, measure(Systems.OURS, own, plan, counter, artifacts));
      for (String peer : hasPeers() ? peers : List.<String>of()) {
        gather(
            theirs.computeIfAbsent(peer, name -> new EnumMap<>(Load.class)),
            measure(peer, own, plan, counter, artifacts));
      }
    }
    List<Ratio> ratios = new ArrayList<>();
    theirs.forEach(
        (peer, measured) ->
            chosen.forEach(load -> ratios.add(Ratio.of(peer, of(ours, load), of(measured, load)))));
    ratios.forEach(ratio -> out.println(ratio.line()));
    if (records && !ratios.isEmpty()) {
      new PerformancePage(Path.of("docs"), Clock.systemUTC()).record(ratios);
    }
    return ExitCode.OK;
  }

  private static List<Measurement> of(Map<Load, List<Measurement>> measured, Load load) {
    return measured.getOrDefault(load, List.of());
  }

  private static void gather(Map<Load, List<Measurement>> all, List<Measurement> round) {
    for (Measurement each : round) {
      all.computeIfAbsent(each.load(), load -> new ArrayList<>()).add(each);
    }
  }

  private List<Measurement> measure(
      String system, OwnCluster own, Plan plan, SyncCounter counter, Artifacts artifacts)
      throws IOException {
    try (Launcher launcher = new Launcher(WORK.resolve("run-" + system), counter)) {
      Servers servers = Systems.of(system, own, launcher, artifacts);
      servers.start();
      List<Measurement> measured = new Round(system, servers, launcher, plan, out).perform();
      launcher.deleteFiles();
      return measured;
    }
  }
}

package io.quorate.broker.demo;

import io.quorate.client.QuorateClient;
import io.quorate.client.admin.BrokerAdmin;
import io.quorate.client.admin.NodeAddress;
import io.quorate.client.verify.Verification;
import io.quorate.client.verify.VerifyReport;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Kills the master of a cluster of its own, again and again, while every message is counted. */
@Command(
    name = "verify",
    description = {
      "Starts three nodes and a ZooKeeper as processes of this machine, sends and receives, and",
      "meanwhile kills whoever is master with kill -9 and starts it again, as often as told.",
      "Exit code 0: nothing was lost, and nothing came twice without saying so; 1: otherwise.",
      "Nothing is left."
    },
    footerHeading = "%nExample:%n",
    footer = "  quorate verify --demo --kills 10")
final class VerifyCommand implements Callable<Integer> {
  private static final int KILLS_MAX = 10_000;
  private static final Verification.Load LOAD = new Verification.Load(2, 100, 1024);

  /** Within which every node is there again, and then some. */
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  /** Between a restart and the next kill: time to fill the queue, and not to wait for it. */
  private static final Duration PAUSE = Duration.ofSeconds(1);

  @Spec private CommandSpec spec = CommandSpec.create();

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Show this help and end.")
  @SuppressWarnings("UnusedVariable") // picocli acts on it
  private boolean help;

  @Option(
      names = "--demo",
      required = true,
      description = "On a cluster of its own; without it, see: quorate help verify.")
  @SuppressWarnings("UnusedVariable") // the launcher acts on it
  private boolean demo;

  @Option(
      names = "--kills",
      paramLabel = "N",
      defaultValue = "10",
      description = "How often the master is killed (default: ${DEFAULT-VALUE}).")
  private int kills;

  @Override
  public Integer call() throws Exception {
    if (kills < 1 || kills > KILLS_MAX) {
      throw new ParameterException(
          spec.commandLine(), "--kills: expected 1 to %d, found %d".formatted(KILLS_MAX, kills));
    }
    say("starting three nodes and a ZooKeeper");
    try (DemoCluster cluster = DemoCluster.inForeground(DemoOptions.NODE_COUNT, false)) {
      cluster.start();
      VerifyReport report =
          new Verification(accessTo(cluster), LOAD).run(running -> kill(running, cluster));
      report.history().examples().forEach(example -> say(example.toString()));
      say(report.failoverSummary());
      say(report.summary());
      return report.isClean() ? ExitCode.OK : ExitCode.SOFTWARE;
    }
  }

  private static Verification.Access accessTo(DemoCluster cluster) {
    return new Verification.Access() {
      @Override
      public QuorateClient connect() {
        return QuorateClient.connect(
            cluster.addresses().stream()
                .map(NodeAddress::toString)
                .collect(Collectors.joining(",")));
      }

      @Override
      public BrokerAdmin admin() {
        return new BrokerAdmin(cluster.addresses(), DemoCluster.GROUP, PATIENCE);
      }
    };
  }

  private void kill(Verification running, DemoCluster cluster)
      throws DemoException, IOException, InterruptedException {
    for (int kill = 1; kill <= kills && !running.hasFailed(); kill++) {
      TimeUnit.MILLISECONDS.sleep(PAUSE.toMillis());
      DemoNode killed = cluster.killMaster();
      DemoNode next = cluster.awaitMasterAfter(killed.epoch());
      cluster.restart(killed.id());
      say(
          "kill %d of %d: node %d; node %d took over in epoch %d; confirmed so far: %d"
              .formatted(
                  kill,
                  kills,
                  killed.id(),
                  next.id(),
                  next.epoch(),
                  running.report().history().confirmed()));
    }
  }

  private void say(String text) {
    PrintWriter out = spec.commandLine().getOut();
    out.println(text);
    out.flush();
  }
}

package io.quorate.broker.demo;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** A cluster to play with. */
@Command(
    name = "demo",
    description = {
      "Without a command: starts three nodes and a ZooKeeper as processes of this machine, sends"
          + " messages and receives them at the same time, kills the master with kill -9 half-way,"
          + " and counts. Exit code 0 only if nothing was lost or doubled. Nothing is left.",
      "",
      "With a command: keeps such a cluster to play with. Everybody on this machine can reach it;"
          + " nobody else can."
    },
    subcommands = {
      UpCommand.class,
      StatusCommand.class,
      KillMasterCommand.class,
      DownCommand.class,
      ZooKeeperCommand.class
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  quorate demo",
      "  quorate demo --messages 20000",
      "  quorate demo up",
      "  quorate demo kill-master --restart",
      "  quorate demo down",
      "",
      "Exit codes: 0 done, 1 failed, 2 wrong usage."
    })
final class DemoCommand implements Callable<Integer> {
  private static final int MESSAGES_MAX = 10_000_000;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      scope = ScopeType.INHERIT,
      description = "Show this help and end.")
  @SuppressWarnings("UnusedVariable") // picocli acts on it
  private boolean help;

  @Option(
      names = "--messages",
      paramLabel = "N",
      defaultValue = "100000",
      description = "How many messages (default: ${DEFAULT-VALUE}).")
  private int messages;

  @Option(
      names = "--size",
      paramLabel = "BYTES",
      defaultValue = "1024",
      description = "Of a body (default: ${DEFAULT-VALUE}).")
  private int size;

  @Option(names = "--keep", description = "Leave data and logs behind, and say where.")
  private boolean keep;

  @Option(names = "--sabotage", hidden = true, defaultValue = "NONE")
  private DemoRun.Sabotage sabotage = DemoRun.Sabotage.NONE;

  @Override
  public Integer call() throws DemoException, IOException {
    requireWithin("--messages", messages, MESSAGES_MAX);
    requireWithin("--size", size, 1 << 20);
    PrintWriter out = spec.commandLine().getOut();
    out.println("starting three nodes and a ZooKeeper");
    try (DemoCluster cluster = DemoCluster.inForeground(DemoOptions.NODE_COUNT, keep)) {
      cluster.start();
      out.printf("sending %d messages of %d bytes, and receiving them%n", messages, size);
      DemoRun run = new DemoRun(cluster, messages, size, sabotage, out, isTerminal());
      DemoTally tally = run.perform();
      out.println(tally.summary());
      if (keep) {
        out.println("data and logs are in " + cluster.folder());
      }
      return tally.isSound() ? ExitCode.OK : ExitCode.SOFTWARE;
    }
  }

  // A newer JDK has a console without a terminal unless it is told not to.
  @SuppressWarnings("SystemConsoleNull")
  private static boolean isTerminal() {
    return System.console() != null;
  }

  private void requireWithin(String option, int found, int max) {
    if (found < 1 || found > max) {
      throw new ParameterException(
          spec.commandLine(), "%s: expected 1 to %d, found %d".formatted(option, max, found));
    }
  }
}

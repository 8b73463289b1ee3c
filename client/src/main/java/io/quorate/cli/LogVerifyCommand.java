package io.quorate.cli;

import io.quorate.client.admin.AdminClient;
import io.quorate.client.admin.AdminException;
import io.quorate.client.admin.ClusterAdmin;
import io.quorate.client.admin.DigestComparison;
import io.quorate.client.admin.LogHistory;
import io.quorate.client.admin.LogVerifier;
import io.quorate.client.admin.LogVerifier.Report;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Compares the nodes with one another, and with what producers were told. */
@Command(
    name = "verify",
    description = {
      "Compares the state and the log of all given nodes at one applied index.",
      "With --confirmed it also reads every node's log, from the first entry held,",
      "and looks for each recorded entry: the confirmed ones once and in order,",
      "the refused ones nowhere. Exit code 1: there is a difference."
    },
    mixinStandardHelpOptions = true,
    footerHeading = "%nExamples:%n",
    footer = {
      "  quorate log verify --url broker1,broker2,broker3",
      "  quorate log append --record appended.txt && quorate log verify --confirmed appended.txt"
    })
final class LogVerifyCommand implements Callable<Integer> {
  @Spec private CommandSpec spec = CommandSpec.create();

  @Option(
      names = "--confirmed",
      paramLabel = "FILE",
      description = "What 'log append --record FILE' has written.")
  private @Nullable Path confirmed;

  @Option(
      names = "--seconds",
      paramLabel = "S",
      defaultValue = "30",
      description =
          "How long to wait for all nodes to have applied the same (default: ${DEFAULT-VALUE}).")
  private int seconds;

  @Override
  public Integer call() throws AdminException, IOException {
    Main main = Main.of(spec);
    LogHistory history = confirmed == null ? null : LogHistory.read(confirmed);
    PrintWriter out = spec.commandLine().getOut();
    try (ClusterAdmin cluster = main.cluster()) {
      cluster.anyNode();
      boolean isEqual = compareDigests(cluster, main.group(), out);
      boolean isComplete = history == null || compareLogs(cluster, main.group(), history, out);
      return isEqual && isComplete ? ExitCode.DONE : ExitCode.FAILED;
    }
  }

  private boolean compareDigests(ClusterAdmin cluster, String group, PrintWriter out)
      throws AdminException {
    DigestComparison digests = DigestComparison.await(cluster, group, Duration.ofSeconds(seconds));
    TextTable table = new TextTable("ADDRESS", "APPLIED", "DIGEST", "CHAIN");
    digests
        .byNode()
        .forEach(
            (address, state) ->
                table.row(
                    address,
                    state.appliedIndex(),
                    "%016x".formatted(state.digest()),
                    "%016x".formatted(state.chain())));
    table.print(out);
    out.printf("digests equal=%s nodes=%d%n", digests.isEqual(), digests.byNode().size());
    return digests.isEqual();
  }

  private static boolean compareLogs(
      ClusterAdmin cluster, String group, LogHistory history, PrintWriter out)
      throws AdminException {
    boolean isComplete = true;
    for (AdminClient node : cluster.nodes()) {
      LogVerifier verifier = new LogVerifier(history);
      node.readEntries(group, 0, 0, verifier::take);
      Report report = verifier.report();
      print(node, report, out);
      isComplete &= report.isClean();
    }
    return isComplete;
  }

  private static void print(AdminClient node, Report report, PrintWriter out) {
    out.printf(
        "%s first=%d last=%d entries=%d confirmed_found=%d confirmed_trimmed=%d unknown_found=%d differences=%d%n",
        node.address(),
        report.firstIndex(),
        report.lastIndex(),
        report.entries(),
        report.confirmedFound(),
        report.confirmedTrimmed(),
        report.unknownFound(),
        report.differenceCount());
    report.differences().forEach(difference -> out.println("  " + difference));
  }
}

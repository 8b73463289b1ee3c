package io.quorate.cli;

import io.quorate.client.verify.VerifyReport;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Holds a user's own cluster to its promises. */
@Command(
    name = "verify",
    description = {
      "Sends and receives on a queue of its own, counts every message, and says what was lost or",
      "came twice without saying so. Disturb the cluster meanwhile as you like. Leaves nothing.",
      "Exit code 0: nothing of the kind; 1: something."
    },
    mixinStandardHelpOptions = true,
    footerHeading = "%nExamples:%n",
    footer = {
      "  quorate verify --url broker1,broker2,broker3 --seconds 60",
      "  quorate verify --hand-overs 5",
      "  quorate verify --demo --kills 10     three nodes of its own, whose master is killed"
    })
final class VerifyCommand implements Callable<Integer> {
  @Spec private CommandSpec spec = CommandSpec.create();
  @Mixin private VerifyOptions options = new VerifyOptions();
  @Mixin private Output output = new Output();

  @Override
  public Integer call() throws Exception {
    VerifyReport report = new VerifyRun(Main.of(spec), options, spec.commandLine().getErr()).run();
    print(report, output, spec.commandLine().getOut());
    return report.isClean() ? ExitCode.DONE : ExitCode.FAILED;
  }

  private static void print(VerifyReport report, Output output, PrintWriter out) {
    if (output.isJson()) {
      out.println(json(report));
      return;
    }
    report.history().examples().forEach(out::println);
    if (report.failovers() > 0) {
      out.println(report.failoverSummary());
    }
    out.println(report.summary());
  }

  static Json json(VerifyReport report) {
    return new Json()
        .with("confirmed", report.history().confirmed())
        .with("refused", report.history().refused())
        .with("unknown", report.history().unknown())
        .with("received", report.history().received())
        .with("lost", report.history().lost())
        .with("duplicates", report.history().duplicates())
        .with("redelivered", report.history().redelivered())
        .with("failovers", report.failovers())
        .with("longestGapMillis", report.longestGapMillis())
        .with("failoverGapMedianMillis", report.medianFailoverMillis())
        .with("failoverGapWorstMillis", report.worstFailoverMillis())
        .with("anomalies", report.history().examples().stream().map(Object::toString).toList());
  }
}

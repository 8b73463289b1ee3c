package io.quorate.cli;

import io.quorate.client.admin.AdminException;
import io.quorate.client.verify.VerifyReport;
import java.io.PrintWriter;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Measures what a cluster can do. */
@Command(
    name = "bench",
    description = {
      "Measures rates and latencies of confirmed messages.",
      "Exit code 0: every message was confirmed; 1: some were not."
    },
    mixinStandardHelpOptions = true,
    footerHeading = "%nExamples:%n",
    footer = {
      "  quorate bench load --producers 4 --size 1KiB --seconds 30",
      "  quorate bench e2e --window 10 -o json",
      "  quorate bench failover --seconds 60"
    })
final class BenchCommand implements Runnable {
  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(), "expected load, e2e or failover, found no command");
  }

  @Command(
      name = "load",
      description = "Sends as fast as confirmations come.",
      mixinStandardHelpOptions = true,
      footerHeading = "%nExample:%n",
      footer = "  ${COMMAND-FULL-NAME} --producers 4 --window 1000 --size 1KiB")
  int load(@Mixin BenchOptions options, @Mixin Output output)
      throws AdminException, InterruptedException {
    return measure(options.load(0), output);
  }

  @Command(
      name = "e2e",
      description = "Sends and receives at the same time; latencies from send to receipt, too.",
      mixinStandardHelpOptions = true,
      footerHeading = "%nExample:%n",
      footer = "  ${COMMAND-FULL-NAME} --producers 2 --consumers 2 --window 10")
  int e2e(
      @Mixin BenchOptions options,
      @Option(
              names = "--consumers",
              paramLabel = "N",
              defaultValue = "1",
              description = "How many receive at a time (default: ${DEFAULT-VALUE}).")
          int consumers,
      @Mixin Output output)
      throws AdminException, InterruptedException {
    if (consumers < 1) {
      throw new ParameterException(
          spec.commandLine(), "expected --consumers of at least 1, found " + consumers);
    }
    return measure(options.load(consumers), output);
  }

  @Command(
      name = "failover",
      description = {
        "Sends and receives while masters change: by hand-overs, or by what you do meanwhile, and",
        "shows how long nothing was confirmed each time. Counts what was lost or came twice.",
        "Exit code 0: there were failovers, and nothing of the kind; 1: otherwise."
      },
      mixinStandardHelpOptions = true,
      footerHeading = "%nExamples:%n",
      footer = {
        "  ${COMMAND-FULL-NAME} --seconds 60      and meanwhile: quorate demo kill-master --restart",
        "  ${COMMAND-FULL-NAME} --seconds 30 --hand-overs 10"
      })
  int failover(@Mixin VerifyOptions options, @Mixin Output output) throws Exception {
    VerifyReport report = new VerifyRun(Main.of(spec), options, spec.commandLine().getErr()).run();
    PrintWriter out = spec.commandLine().getOut();
    if (output.isJson()) {
      out.println(VerifyCommand.json(report));
    } else {
      out.println(report.failoverSummary());
      out.println(report.summary());
    }
    if (report.failovers() == 0) {
      spec.commandLine()
          .getErr()
          .println(
              "quorate: expected a failover, found none; kill or stop the master meanwhile, or ask"
                  + " for some: --hand-overs 5");
    }
    return report.isClean() && report.failovers() > 0 ? ExitCode.DONE : ExitCode.FAILED;
  }

  private int measure(BenchRun.Load load, Output output)
      throws AdminException, InterruptedException {
    BenchResult result = new BenchRun(Main.of(spec), spec, load).run();
    PrintWriter out = spec.commandLine().getOut();
    if (output.isJson()) {
      out.println(result.json());
    } else {
      result.print(out);
    }
    return result.isAllWell() ? ExitCode.DONE : ExitCode.FAILED;
  }
}

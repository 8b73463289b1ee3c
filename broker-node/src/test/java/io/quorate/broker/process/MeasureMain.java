package io.quorate.broker.process;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** What {@code scripts/measure} runs. */
@Command(
    name = "measure",
    description = {
      "Starts three nodes and a ZooKeeper as processes of this machine, measures what they take",
      "and how long they need, and prints a line of figures.",
      "Exit code 0: what has to hold does; 1: it does not; 2: usage."
    },
    mixinStandardHelpOptions = true,
    subcommands = {
      MeasureBacklog.class,
      MeasureQueues.class,
      MeasureStuck.class,
      MeasureRestart.class,
      MeasureIdle.class
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  scripts/measure backlog --messages 5000000 --heap 512m",
      "  scripts/measure stuck --traffic 20GiB",
      "  scripts/measure idle"
    })
final class MeasureMain implements Runnable {
  @Spec private CommandSpec spec = CommandSpec.create();

  public static void main(String[] arguments) {
    System.exit(new CommandLine(new MeasureMain()).execute(arguments));
  }

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(), "expected what to measure, found nothing; see --help");
  }
}

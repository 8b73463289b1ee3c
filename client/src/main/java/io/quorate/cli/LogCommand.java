package io.quorate.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The bare log of a group, for diagnosis. */
@Command(
    name = "log",
    description = "Appends to the bare log of a group, reads and verifies it: for diagnosis.",
    mixinStandardHelpOptions = true,
    subcommands = {
      LogAppendCommand.class,
      LogReadCommand.class,
      StatusCommand.class,
      LogVerifyCommand.class
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  quorate log append -n 10000 --window 100 --record appended.txt",
      "  quorate log read --from 1 -n 10",
      "  quorate log verify --confirmed appended.txt"
    })
final class LogCommand implements Runnable {
  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(), "expected append, read, status or verify, found no command");
  }
}

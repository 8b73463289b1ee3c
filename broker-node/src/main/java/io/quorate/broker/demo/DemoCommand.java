package io.quorate.broker.demo;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** A cluster to play with. */
@Command(
    name = "demo",
    description = {
      "Keeps a cluster of three nodes on this machine to play with: each node and a ZooKeeper is a"
          + " process of its own.",
      "Everybody on this machine can reach it; nobody else can."
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
      "  quorate demo up",
      "  quorate demo kill-master --restart",
      "  quorate demo down",
      "",
      "Exit codes: 0 done, 1 failed, 2 wrong usage."
    })
final class DemoCommand implements Runnable {
  @Spec private CommandSpec spec = CommandSpec.create();

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      scope = ScopeType.INHERIT,
      description = "Show this help and end.")
  @SuppressWarnings("UnusedVariable") // picocli acts on it
  private boolean help;

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(), "expected up, status, kill-master or down, found no command");
  }
}

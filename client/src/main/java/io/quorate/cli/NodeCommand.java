package io.quorate.cli;

import io.quorate.client.admin.AdminClient;
import io.quorate.client.admin.AdminException;
import io.quorate.client.admin.AdminException.Kind;
import io.quorate.client.admin.AppendOutcome;
import io.quorate.client.admin.ClusterAdmin;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** What an operator does to a node. */
@Command(
    name = "node",
    description = "Lets a node in again, or another be master.",
    mixinStandardHelpOptions = true,
    footerHeading = "%nExamples:%n",
    footer = {"  quorate node readmit 2", "  quorate node hand-over"})
final class NodeCommand implements Runnable {
  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(), "expected readmit or hand-over, found no command");
  }

  @Command(
      name = "readmit",
      description = {
        "Lets the disk that a node has now take part again, after the old one was lost.",
        "Until then such a node learns the log, but does not count."
      },
      mixinStandardHelpOptions = true,
      footerHeading = "%nExample:%n",
      footer = "  quorate node readmit 2 --url broker1,broker2,broker3")
  int readmit(@Parameters(paramLabel = "ID", description = "The node's number.") int node)
      throws AdminException {
    Main main = Main.of(spec);
    try (ClusterAdmin cluster = main.cluster()) {
      AppendOutcome outcome = cluster.master(main.group()).readmit(main.group(), node);
      if (outcome instanceof AppendOutcome.Confirmed confirmed) {
        say("node %d takes part again, by entry %d".formatted(node, confirmed.index()));
        return ExitCode.DONE;
      }
      throw failure(node, outcome);
    }
  }

  private static AdminException failure(int node, AppendOutcome outcome) {
    if (outcome instanceof AppendOutcome.Refused refused) {
      return new AdminException(
          Kind.REFUSED, "node %d is not let in: %s".formatted(node, refused.detail()));
    }
    return new AdminException(
        Kind.UNKNOWN,
        "node %d may be let in or not; quorate status shows it; it is safe to ask again"
            .formatted(node));
  }

  @Command(
      name = "hand-over",
      description = "Asks the master to let another node be master.",
      mixinStandardHelpOptions = true)
  int handOver() throws AdminException {
    Main main = Main.of(spec);
    try (ClusterAdmin cluster = main.cluster()) {
      AdminClient master = cluster.master(main.group());
      if (!master.handOver(main.group())) {
        throw new AdminException(
            Kind.REFUSED, "%s is not master any more; ask again".formatted(master.address()));
      }
      say("%s hands over".formatted(master.address()));
      return ExitCode.DONE;
    }
  }

  private void say(String text) {
    spec.commandLine().getOut().println(text);
  }
}

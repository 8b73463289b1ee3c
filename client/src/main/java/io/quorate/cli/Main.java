package io.quorate.cli;

import io.quorate.client.admin.AdminException;
import io.quorate.client.admin.AdminException.Kind;
import io.quorate.client.admin.ClusterAdmin;
import io.quorate.client.admin.NodeAddress;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** The command line's entry, and what all commands share. */
@Command(
    name = "quorate",
    description = "Looks at a Quorate cluster and administers it.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    subcommands = {StatusCommand.class, LogCommand.class, NodeCommand.class, HelpCommand.class},
    footerHeading = "%nExamples:%n",
    footer = {
      "  quorate status",
      "  quorate --url broker1,broker2,broker3:61627 log append -n 1000 --window 100",
      "  quorate log append --help",
      "",
      "Exit codes: 0 done, 1 failed, 2 wrong usage, 3 nobody reachable."
    })
public final class Main implements Runnable {
  /** How long a node may take for an answer. */
  private static final Duration ANSWER_MAX = Duration.ofSeconds(5);

  @Spec private CommandSpec spec = CommandSpec.create();

  @Option(
      names = "--url",
      paramLabel = "HOST[:PORT],…",
      defaultValue = "${env:QUORATE_URL:-localhost:61617}",
      scope = ScopeType.INHERIT,
      description =
          "Addresses of nodes for clients; they know the others (default: ${DEFAULT-VALUE}).")
  private String url = "";

  @Option(
      names = "--group",
      paramLabel = "NAME",
      defaultValue = "main",
      scope = ScopeType.INHERIT,
      description = "The replicated group (default: ${DEFAULT-VALUE}).")
  private String group = "";

  public static void main(String[] arguments) {
    // From JDK 22 on there is a console even where nobody looks; this one is only on a terminal.
    System.setProperty("jdk.console", "java.base");
    System.exit(commandLine().execute(arguments));
  }

  static CommandLine commandLine() {
    return new CommandLine(new Main())
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setUsageHelpAutoWidth(true)
        .setExecutionExceptionHandler((failure, command, parsed) -> explain(failure, command));
  }

  /** One line for what the user can do something about; anything else is a bug and shows itself. */
  private static int explain(Exception failure, CommandLine command) throws Exception {
    PrintWriter err = command.getErr();
    if (failure instanceof AdminException problem) {
      err.println("quorate: " + problem.getMessage());
      return problem.kind() == Kind.UNREACHABLE ? ExitCode.UNREACHABLE : ExitCode.FAILED;
    }
    if (failure instanceof IOException problem) {
      err.println("quorate: " + describe(problem));
      return ExitCode.FAILED;
    }
    throw failure;
  }

  /** The text of a file's exception is often only the file's name. */
  private static String describe(IOException problem) {
    return problem.getClass() == IOException.class
        ? String.valueOf(problem.getMessage())
        : problem.getClass().getSimpleName() + ": " + problem.getMessage();
  }

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "expected a command, found none");
  }

  static Main of(CommandSpec command) {
    return (Main) command.root().userObject();
  }

  String group() {
    return group;
  }

  List<NodeAddress> addresses() {
    try {
      return NodeAddress.parseList(url);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), "--url: " + e.getMessage(), e);
    }
  }

  ClusterAdmin cluster() {
    return ClusterAdmin.discovering(addresses(), ANSWER_MAX);
  }
}

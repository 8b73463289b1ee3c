package io.quorate.cli;

import io.quorate.client.ClientOptions;
import io.quorate.client.QuorateClient;
import io.quorate.client.QuorateException;
import io.quorate.client.admin.AdminException;
import io.quorate.client.admin.AdminException.Kind;
import io.quorate.client.admin.BrokerAdmin;
import io.quorate.client.admin.ClusterAdmin;
import io.quorate.client.admin.DestinationSettings.Overflow;
import io.quorate.client.admin.NodeAddress;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
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
    description = "Sends and receives, looks at a Quorate cluster and administers it.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    subcommands = {
      StatusCommand.class,
      QueueCommand.class,
      TopicCommand.class,
      SubscriptionCommand.class,
      DlqCommand.class,
      SendCommand.class,
      ReceiveCommand.class,
      BenchCommand.class,
      DiskCommand.class,
      CheckCommand.class,
      NodeCommand.class,
      LogCommand.class,
      HelpCommand.class
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  quorate status",
      "  quorate send orders 'one tea, please'",
      "  quorate receive orders",
      "  quorate --url broker1,broker2,broker3:61627 queue list",
      "  quorate queue create --help",
      "",
      "Exit codes: 0 done, 1 failed, 2 wrong usage, 3 nobody reachable."
    })
public final class Main implements Runnable {
  /** How long a node may take for an answer. */
  private static final Duration ANSWER_MAX = Duration.ofSeconds(5);

  /** How long a master is waited for that is not there for now. */
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  @Spec private CommandSpec spec = CommandSpec.create();

  @Option(
      names = "--url",
      paramLabel = "HOST[:PORT],…",
      defaultValue = "${env:QUORATE_URL:-localhost:61617}",
      scope = ScopeType.INHERIT,
      description =
          "Addresses of nodes for clients, or failover:(HOST:PORT,…)?OPTIONS; they know the others"
              + " (default: $QUORATE_URL, or localhost:61617).")
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
    // What libraries have to say goes to stderr: stdout belongs to the command.
    if (System.getProperty("logback.configurationFile") == null) {
      System.setProperty("logback.configurationFile", "io/quorate/cli/logback.xml");
    }
    System.exit(commandLine().execute(arguments));
  }

  static CommandLine commandLine() {
    return new CommandLine(new Main())
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setUsageHelpAutoWidth(true)
        .registerConverter(Duration.class, Amounts::duration)
        .registerConverter(Overflow.class, Amounts::overflow)
        .setExecutionExceptionHandler((failure, command, parsed) -> explain(failure, command));
  }

  /** One line for what the user can do something about; anything else is a bug and shows itself. */
  private static int explain(Exception failure, CommandLine command) throws Exception {
    PrintWriter err = command.getErr();
    if (failure instanceof AdminException problem) {
      err.println("quorate: " + problem.getMessage() + Advice.after(problem.reason()));
      return problem.kind() == Kind.UNREACHABLE ? ExitCode.UNREACHABLE : ExitCode.FAILED;
    }
    if (failure instanceof QuorateException problem) {
      err.println("quorate: " + problem.detail() + Advice.after(problem.reason()));
      return ExitCode.FAILED;
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
    return checked(spec, "--url: ", () -> NodeAddress.ofUrl(url));
  }

  /** What a value's own check says against it, said as wrong usage. */
  static <T> T checked(CommandSpec command, String prefix, Supplier<T> value) {
    try {
      return value.get();
    } catch (IllegalArgumentException e) {
      throw new ParameterException(command.commandLine(), prefix + e.getMessage(), e);
    }
  }

  BrokerAdmin admin() {
    return new BrokerAdmin(addresses(), group, PATIENCE);
  }

  /** A wrong address shows itself at once, not when the time for connecting is over. */
  QuorateClient connect(ClientOptions.Builder options) throws AdminException {
    try (BrokerAdmin admin = admin()) {
      var unused = admin.topologies();
    }
    return QuorateClient.connect(url, options.group(group).build());
  }

  ClusterAdmin cluster() {
    return ClusterAdmin.discovering(addresses(), ANSWER_MAX);
  }
}

package io.quorate.cli;

import io.quorate.client.ClientOptions;
import io.quorate.client.QuorateClient;
import io.quorate.client.QuorateException;
import io.quorate.client.Reason;
import io.quorate.client.Tls;
import io.quorate.client.admin.AdminException;
import io.quorate.client.admin.AdminException.Kind;
import io.quorate.client.admin.BrokerAdmin;
import io.quorate.client.admin.ClusterAdmin;
import io.quorate.client.admin.DestinationSettings.Overflow;
import io.quorate.client.admin.LogClient;
import io.quorate.client.admin.NodeAddress;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
import java.util.logging.LogManager;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;
import picocli.CommandLine.UnmatchedArgumentException;

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
      VerifyCommand.class,
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
      "Nodes, clusters to play with, and configurations: see quorate --help.",
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

  @Mixin private TlsOptions tls = new TlsOptions();

  public static void main(String[] arguments) {
    // From JDK 22 on there is a console even where nobody looks; this one is only on a terminal.
    System.setProperty("jdk.console", "java.base");
    // What libraries have to say goes to stderr: stdout belongs to the command.
    if (System.getProperty("logback.configurationFile") == null) {
      System.setProperty("logback.configurationFile", "io/quorate/cli/logback.xml");
    }
    // gRPC logs to java.util.logging, and what it has to say comes back as an exception.
    LogManager.getLogManager().reset();
    System.exit(commandLine().execute(arguments));
  }

  /** As typed; returns the exit code. */
  public static int execute(List<String> arguments, PrintWriter out, PrintWriter err) {
    return commandLine().setOut(out).setErr(err).execute(arguments.toArray(String[]::new));
  }

  static CommandLine commandLine() {
    return new CommandLine(new Main())
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setUsageHelpAutoWidth(true)
        .registerConverter(Duration.class, Amounts::duration)
        .registerConverter(Overflow.class, text -> Amounts.word(Overflow.class, text))
        .registerConverter(Output.Format.class, text -> Amounts.word(Output.Format.class, text))
        .registerConverter(
            ReceiveCommand.Format.class, text -> Amounts.word(ReceiveCommand.Format.class, text))
        .registerConverter(int.class, text -> (int) Amounts.number(text, Integer.MAX_VALUE))
        .registerConverter(Integer.class, text -> (int) Amounts.number(text, Integer.MAX_VALUE))
        .registerConverter(long.class, text -> Amounts.number(text, Long.MAX_VALUE))
        .registerConverter(Long.class, text -> Amounts.number(text, Long.MAX_VALUE))
        .setParameterExceptionHandler((problem, arguments) -> explainUsage(problem))
        .setExecutionExceptionHandler((failure, command, parsed) -> explain(failure, command));
  }

  /** One line, and where to read on; only a command that is not complete shows what there is. */
  private static int explainUsage(ParameterException problem) {
    CommandLine command = deepest(problem.getCommandLine());
    PrintWriter err = command.getErr();
    err.println("quorate: " + wordsOf(problem, command));
    if (command.getSubcommands().isEmpty()) {
      err.printf("see: %s --help%n", command.getCommandSpec().qualifiedName());
    } else {
      command.usage(err);
    }
    return ExitCode.USAGE;
  }

  /** Methods that are commands share the spec of the command above them. */
  private static CommandLine deepest(CommandLine command) {
    ParseResult parsed = command.getParseResult();
    while (parsed != null && parsed.hasSubcommand()) {
      parsed = parsed.subcommand();
    }
    return parsed == null ? command : parsed.commandSpec().commandLine();
  }

  private static String wordsOf(ParameterException problem, CommandLine command) {
    if (problem instanceof UnmatchedArgumentException unmatched && !unmatched.isUnknownOption()) {
      String found = unmatched.getUnmatched().get(0);
      return command.getSubcommands().isEmpty()
          ? "expected nothing more, found '%s'".formatted(found)
          : "expected one of %s, found '%s'"
              .formatted(String.join(", ", command.getSubcommands().keySet()), found);
    }
    return String.valueOf(problem.getMessage());
  }

  /** One line for what the user can do something about; anything else is a bug and shows itself. */
  private static int explain(Exception failure, CommandLine command) throws Exception {
    PrintWriter err = command.getErr();
    if (failure instanceof AdminException problem) {
      err.println("quorate: " + Advice.with(problem.getMessage(), problem.reason()));
      return problem.kind() == Kind.UNREACHABLE ? ExitCode.UNREACHABLE : ExitCode.FAILED;
    }
    if (failure instanceof QuorateException problem) {
      err.println("quorate: " + Advice.with(problem.detail(), problem.reason()));
      return problem.reason() == Reason.UNREACHABLE ? ExitCode.UNREACHABLE : ExitCode.FAILED;
    }
    if (failure instanceof IOException problem) {
      err.println("quorate: " + describe(problem));
      return ExitCode.FAILED;
    }
    throw failure;
  }

  /** The text of a file's exception is often only the file's name. */
  private static String describe(IOException problem) {
    if (problem instanceof NoSuchFileException missing) {
      return "there is no file " + missing.getFile();
    }
    if (problem instanceof AccessDeniedException denied) {
      return "the file %s may not be used by this user".formatted(denied.getFile());
    }
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
    return admin(PATIENCE);
  }

  private BrokerAdmin admin(Duration patience) {
    return checked(spec, "", () -> new BrokerAdmin(addresses(), group, patience, tls.orNull()));
  }

  /**
   * Says what is wrong as the other commands do: with an address, with the group, or with the
   * cluster, which is waited for as long as the caller waits.
   */
  QuorateClient connect(ClientOptions.Builder options, Duration timeout) throws AdminException {
    Duration patience = timeout.compareTo(PATIENCE) < 0 ? timeout : PATIENCE;
    try (BrokerAdmin admin = admin(patience)) {
      admin.awaitMaster();
    }
    Tls secured = tls.orNull();
    options.group(group);
    return QuorateClient.connect(
        url, secured == null ? options.build() : options.tls(secured).build());
  }

  QuorateClient connect(ClientOptions.Builder options) throws AdminException {
    return connect(options, PATIENCE);
  }

  ClusterAdmin cluster() {
    return checked(spec, "", () -> ClusterAdmin.discovering(addresses(), ANSWER_MAX, tls.orNull()));
  }

  LogClient logClient(LogClient.Settings settings) {
    return checked(spec, "", () -> new LogClient(addresses(), settings, tls.orNull()));
  }
}

package io.quorate.broker;

import io.quorate.broker.admin.AdminServer;
import io.quorate.broker.config.ConfigException;
import io.quorate.broker.config.ConfigReference;
import io.quorate.broker.config.NodeSettings;
import io.quorate.broker.demo.DemoCommands;
import io.quorate.storage.rocksdb.StartRefusedException;
import java.io.IOException;
import java.io.PrintStream;
import java.util.List;
import java.util.Map;

/**
 * The process's entry: finds the verb, and turns what went wrong into words on stderr and an exit
 * code.
 */
public final class Main {

  static final int DONE = 0;
  static final int FAILED = 1;
  static final int USAGE = 2;

  private static final String DEV = "dev";
  private static final String DEMO = "demo";
  private static final String VERIFY = "verify";
  private static final String LOG_LEVEL = "QUORATE_LOG_LEVEL";

  private static final String HELP =
      """
      Usage:
        server --config FILE [--KEY VALUE]...            run a node until it is told to stop
        config validate --config FILE [--KEY VALUE]...   check a configuration and print it as it is used
        config show --config FILE [--KEY VALUE]...       the same
        config reference                                 print every key, as Markdown
        dev [--data DIR] [--port-offset N]               one node with its ZooKeeper, to develop against
        demo up|status|kill-master|down                  three nodes on this machine, to play with
        verify --demo [--kills N]                        kill the master of such nodes, count messages
      """;

  private final PrintStream out;
  private final PrintStream err;

  Main(PrintStream out, PrintStream err) {
    this.out = out;
    this.err = err;
  }

  public static void main(String[] args) {
    if (isForPeople(args)) {
      System.setProperty(LOG_LEVEL, System.getenv().getOrDefault(LOG_LEVEL, "WARN"));
    }
    AdminServer.limitRequestsOfThisJvm();
    int exitCode = new Main(System.out, System.err).run(List.of(args), System.getenv());
    if (exitCode != DONE) {
      System.exit(exitCode);
    }
  }

  /**
   * They talk themselves; a log in between would only be in the way. Asked before anything logs.
   */
  private static boolean isForPeople(String[] args) {
    return args.length > 0 && List.of(DEV, DEMO, VERIFY).contains(args[0]);
  }

  int run(List<String> args, Map<String, String> environment) {
    try {
      return runVerb(args, environment);
    } catch (UsageException e) {
      err.print("quorate: " + e.getMessage() + "\n" + HELP);
      return USAGE;
    } catch (ConfigException | StartRefusedException | IOException | IllegalArgumentException e) {
      err.println("quorate: " + e.getMessage());
      return FAILED;
    }
  }

  private int runVerb(List<String> args, Map<String, String> environment)
      throws UsageException, ConfigException, IOException {
    String verb = args.isEmpty() ? "" : args.get(0);
    switch (verb) {
      case "server" -> runServer(rest(args), environment);
      case "config" -> runConfig(rest(args), environment);
      case DEV, DEMO, VERIFY -> {
        return DemoCommands.execute(args, out, err);
      }
      case ParentWatch.VERB -> {
        ParentWatch.start(System.in);
        return runVerb(rest(args), environment);
      }
      case "help", "-h", "--help" -> out.print(HELP);
      default ->
          throw new UsageException(
              verb.isEmpty() ? "no command" : "unknown command '" + verb + "'");
    }
    return DONE;
  }

  private static List<String> rest(List<String> args) {
    return args.subList(1, args.size());
  }

  /** Returns when the node has ended; its threads and the signals drive it meanwhile. */
  private void runServer(List<String> args, Map<String, String> environment)
      throws UsageException, ConfigException, IOException {
    NodeSettings settings = ServerCommand.parse(args, environment);
    print(settings);
    // Not System.exit: that would wait for a shutdown hook which waits for the node.
    BrokerNode node = BrokerNode.start(settings, lastWord -> Runtime.getRuntime().halt(FAILED));
    Thread onSignal = new Thread(node::close, "quorate-stop");
    Runtime.getRuntime().addShutdownHook(onSignal);
    node.awaitEnd();
  }

  private void runConfig(List<String> args, Map<String, String> environment)
      throws UsageException, ConfigException {
    String verb = args.isEmpty() ? "" : args.get(0);
    switch (verb) {
      case "validate", "show" -> print(ServerCommand.parse(rest(args), environment));
      case "reference" -> out.print(ConfigReference.markdown());
      default ->
          throw new UsageException(
              "found 'config " + verb + "', expected config show, validate or reference");
    }
  }

  private void print(NodeSettings settings) {
    out.print(settings.effective().table());
    settings.effective().warnings().forEach(warning -> err.println("warning: " + warning));
  }
}

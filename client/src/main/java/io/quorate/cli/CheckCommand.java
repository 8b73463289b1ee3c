package io.quorate.cli;

import io.quorate.client.admin.AdminException;
import io.quorate.client.admin.AdminException.Kind;
import io.quorate.client.admin.BrokerAdmin;
import io.quorate.client.admin.NodeAddress;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Questions of probes and of operators, answered by the exit code. */
@Command(
    name = "check",
    description = {
      "Asks a node how it is.",
      "Exit code 0: yes; 1: no, and why; 3: it does not answer."
    },
    mixinStandardHelpOptions = true,
    footerHeading = "%nExamples:%n",
    footer = {
      "  quorate check ready --admin broker2:8161",
      "  quorate check safe-to-stop --url broker1,broker2,broker3"
    })
final class CheckCommand implements Runnable {
  private static final int ADMIN_PORT_DEFAULT = 8161;
  private static final Duration ANSWER_MAX = Duration.ofSeconds(5);
  private static final int HEALTHY = 200;
  private static final int UNHEALTHY = 503;
  private static final Pattern REASONS = Pattern.compile("\"reasons\":\\[(.*?)],\"groups\"");
  private static final Pattern TEXT = Pattern.compile("\"((?:[^\"\\\\]|\\\\.)*)\"");
  private static final Pattern ESCAPED = Pattern.compile("\\\\(?:u([0-9a-f]{4})|(.))");

  /** Where the node answers checks. */
  static final class Target {
    @Option(
        names = "--admin",
        paramLabel = "HOST[:PORT]",
        description =
            "The node's port for health and metrics (default: port "
                + ADMIN_PORT_DEFAULT
                + " of the first host of --url).")
    private @Nullable String admin;

    @Mixin private Output output = new Output();
  }

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(), "expected live, ready, quorum or safe-to-stop, found no command");
  }

  @Command(
      name = "live",
      description = "Whether the node's process does its work; if not, it should be restarted.",
      mixinStandardHelpOptions = true,
      footerHeading = "%nExample:%n",
      footer = "  ${COMMAND-FULL-NAME} --admin broker2")
  int live(@Mixin Target target) throws AdminException, IOException, InterruptedException {
    return health("live", target);
  }

  @Command(
      name = "ready",
      description = "Whether clients may be sent to the node; a replica may be ready, too.",
      mixinStandardHelpOptions = true,
      footerHeading = "%nExample:%n",
      footer = "  ${COMMAND-FULL-NAME} --admin broker2")
  int ready(@Mixin Target target) throws AdminException, IOException, InterruptedException {
    return health("ready", target);
  }

  @Command(
      name = "quorum",
      description = "Whether the node knows of a majority, so that messages can be confirmed.",
      mixinStandardHelpOptions = true,
      footerHeading = "%nExample:%n",
      footer = "  ${COMMAND-FULL-NAME} --admin broker2")
  int quorum(@Mixin Target target) throws AdminException, IOException, InterruptedException {
    return health("quorum", target);
  }

  private int health(String check, Target target)
      throws AdminException, IOException, InterruptedException {
    HttpResponse<String> page = ask(adminAddress(target.admin), check);
    if (page.statusCode() != HEALTHY && page.statusCode() != UNHEALTHY) {
      throw new AdminException(
          Kind.REFUSED,
          "expected the health of a node at %s, found status %d; is --admin right?"
              .formatted(page.uri(), page.statusCode()));
    }
    if (target.output.isJson()) {
      spec.commandLine().getOut().println(page.body().strip());
      return page.statusCode() == HEALTHY ? ExitCode.DONE : ExitCode.FAILED;
    }
    return answer(check, page.statusCode() == HEALTHY, reasons(page.body()));
  }

  private NodeAddress adminAddress(@Nullable String text) {
    if (text == null) {
      return new NodeAddress(Main.of(spec).addresses().get(0).host(), ADMIN_PORT_DEFAULT);
    }
    String full = text.matches(".*:\\d+") ? text : text + ":" + ADMIN_PORT_DEFAULT;
    return Main.checked(spec, "--admin: ", () -> NodeAddress.parse(full));
  }

  private static HttpResponse<String> ask(NodeAddress node, String check)
      throws AdminException, InterruptedException {
    HttpClient http = HttpClient.newBuilder().connectTimeout(ANSWER_MAX).build();
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://" + node + "/health/" + check))
            .timeout(ANSWER_MAX)
            .build();
    try {
      return http.send(request, BodyHandlers.ofString());
    } catch (IOException e) {
      throw new AdminException(
          Kind.UNREACHABLE,
          "no answer from %s; is the node running, and is --admin its port for health?"
              .formatted(node));
    }
  }

  /** Out of a page of our own making; a reader of all JSON would be more than it needs. */
  private static List<String> reasons(String page) {
    List<String> reasons = new ArrayList<>();
    Matcher list = REASONS.matcher(page);
    if (list.find()) {
      Matcher text = TEXT.matcher(list.group(1));
      while (text.find()) {
        reasons.add(unescaped(text.group(1)));
      }
    }
    return reasons;
  }

  private static String unescaped(String text) {
    return ESCAPED
        .matcher(text)
        .replaceAll(
            found ->
                Matcher.quoteReplacement(
                    found.group(1) == null
                        ? found.group(2)
                        : Character.toString(Integer.parseInt(found.group(1), 16))));
  }

  @Command(
      name = "safe-to-stop",
      description = "Whether a node may be stopped and the others go on serving.",
      mixinStandardHelpOptions = true,
      footerHeading = "%nExample:%n",
      footer = "  ${COMMAND-FULL-NAME} --node 2 && ssh broker2 systemctl stop quorate")
  int safeToStop(
      @Option(
              names = "--node",
              paramLabel = "ID",
              description = "The node's number (default: the master's).")
          int node,
      @Mixin Output output)
      throws AdminException {
    try (BrokerAdmin admin = Main.of(spec).admin()) {
      List<String> reasons = admin.reasonsNotToStop(node);
      if (output.isJson()) {
        spec.commandLine()
            .getOut()
            .println(new Json().with("safe", reasons.isEmpty()).with("reasons", reasons));
        return reasons.isEmpty() ? ExitCode.DONE : ExitCode.FAILED;
      }
      return answer("safe-to-stop", reasons.isEmpty(), reasons);
    }
  }

  private int answer(String check, boolean yes, List<String> reasons) {
    spec.commandLine().getOut().println(check + ": " + (yes ? "yes" : "no"));
    reasons.forEach(reason -> spec.commandLine().getOut().println("  " + reason));
    return yes ? ExitCode.DONE : ExitCode.FAILED;
  }
}

package io.quorate.cli;

import io.quorate.client.Destination;
import io.quorate.client.Reason;
import io.quorate.client.admin.AdminException;
import io.quorate.client.admin.BrokerAdmin;
import io.quorate.client.admin.DestinationStatus;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Dead letters: what could not be delivered. */
@Command(
    name = "dlq",
    description = {
      "Shows dead letters, and sends them back to where they came from.",
      "A queue's dead letters are in DLQ.QUEUE, or where its settings say."
    },
    mixinStandardHelpOptions = true,
    footerHeading = "%nExamples:%n",
    footer = {
      "  quorate dlq list",
      "  quorate dlq show orders",
      "  quorate dlq redrive orders --selector \"colour = 'red'\" --dry-run"
    })
final class DlqCommand implements Runnable {
  private static final String PREFIX = "DLQ.";

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(), "expected list, show or redrive, found no command");
  }

  @Command(
      name = "list",
      description = "Shows the dead-letter queues: DLQ.QUEUE, and those that settings name.",
      mixinStandardHelpOptions = true,
      footerHeading = "%nExample:%n",
      footer = "  ${COMMAND-FULL-NAME} -o json")
  int list(@Mixin Output output) throws AdminException {
    try (BrokerAdmin admin = Main.of(spec).admin()) {
      List<DestinationStatus> all = queues(admin);
      Set<String> named = namedBy(all);
      List<DestinationStatus> dead =
          all.stream()
              .filter(queue -> isDeadLetterQueue(queue.destination().name(), named))
              .toList();
      DestinationText.print(dead, output, spec.commandLine().getOut());
    }
    return ExitCode.DONE;
  }

  private static List<DestinationStatus> queues(BrokerAdmin admin) throws AdminException {
    List<DestinationStatus> found = new ArrayList<>();
    String after = "";
    DestinationStatus.Page page;
    do {
      page = admin.destinations(Destination.Kind.QUEUE, "", after, BrokerAdmin.PAGE_MAX);
      found.addAll(page.destinations());
      after = found.isEmpty() ? after : found.get(found.size() - 1).destination().name();
    } while (page.hasMore() && !page.destinations().isEmpty());
    return found;
  }

  private static Set<String> namedBy(List<DestinationStatus> queues) {
    return queues.stream()
        .flatMap(queue -> queue.settings().deadLetterQueue().stream())
        .filter(name -> !name.isEmpty())
        .collect(Collectors.toSet());
  }

  private static boolean isDeadLetterQueue(String queue, Set<String> named) {
    return queue.startsWith(PREFIX) || named.contains(queue);
  }

  @Command(
      name = "show",
      description = "Shows a queue's dead letters: where each comes from, and why it is here.",
      mixinStandardHelpOptions = true,
      footerHeading = "%nExample:%n",
      footer = "  ${COMMAND-FULL-NAME} orders --limit 20")
  int show(
      @Parameters(paramLabel = "QUEUE", description = "The queue, or its dead-letter queue.")
          String queue,
      @Mixin BrowseOptions options,
      @Mixin Output output)
      throws AdminException {
    try (BrokerAdmin admin = Main.of(spec).admin()) {
      String dead = deadLetterQueue(admin, queue);
      if (isEmpty(admin, queue, dead)) {
        return ExitCode.DONE;
      }
      options.browse(
          admin,
          dead,
          MessageText.dead(output, spec.commandLine().getOut()),
          spec.commandLine().getErr());
    }
    return ExitCode.DONE;
  }

  @Command(
      name = "redrive",
      description = "Sends dead letters back to where they came from, or to another queue.",
      mixinStandardHelpOptions = true,
      footerHeading = "%nExamples:%n",
      footer = {
        "  ${COMMAND-FULL-NAME} orders --dry-run",
        "  ${COMMAND-FULL-NAME} orders --selector \"colour = 'red'\" --limit 100",
        "  ${COMMAND-FULL-NAME} orders --to orders.repair"
      })
  int redrive(
      @Parameters(paramLabel = "QUEUE", description = "The queue, or its dead-letter queue.")
          String queue,
      @Option(
              names = "--to",
              paramLabel = "QUEUE",
              defaultValue = "",
              description = "Where to (default: each to where it came from).")
          String to,
      @Option(
              names = "--selector",
              paramLabel = "CONDITION",
              defaultValue = "",
              description = "Only messages for which it is true.")
          String selector,
      @Option(
              names = "--limit",
              paramLabel = "N",
              defaultValue = "0",
              description = "How many at most; 0: all (default: ${DEFAULT-VALUE}).")
          long limit,
      @Option(names = "--dry-run", description = "Only count.") boolean dryRun)
      throws AdminException {
    if (limit < 0) {
      throw new ParameterException(
          spec.commandLine(), "expected --limit of at least 0, found %d".formatted(limit));
    }
    try (BrokerAdmin admin = Main.of(spec).admin()) {
      String from = deadLetterQueue(admin, queue);
      if (isEmpty(admin, queue, from)) {
        return ExitCode.DONE;
      }
      long count = admin.move(from, to, selector, limit, dryRun);
      spec.commandLine()
          .getOut()
          .printf(
              "%s %s of %s%n",
              dryRun ? "would redrive" : "redrove", Amounts.count(count, "dead letter"), from);
    }
    return ExitCode.DONE;
  }

  /**
   * A dead-letter queue begins with its first letter; without one the queue itself must be there.
   */
  private boolean isEmpty(BrokerAdmin admin, String queue, String dead) throws AdminException {
    if (!admin.destinations(Destination.Kind.QUEUE, dead, "", 1).destinations().isEmpty()) {
      return false;
    }
    var unused = admin.destination(Destination.queue(queue));
    spec.commandLine().getErr().printf("quorate: queue %s has no dead letters%n", queue);
    return true;
  }

  /** Dead letters outlive their queue, so it need not be there any more. */
  private String deadLetterQueue(BrokerAdmin admin, String queue) throws AdminException {
    Destination named = Main.checked(spec, "", () -> Destination.queue(queue));
    if (isDeadLetterQueue(queue, namedBy(queues(admin)))) {
      return queue;
    }
    try {
      return admin
          .destination(named)
          .settings()
          .deadLetterQueue()
          .filter(name -> !name.isEmpty())
          .orElse(PREFIX + queue);
    } catch (AdminException e) {
      if (e.reason() == Reason.NOT_FOUND) {
        return PREFIX + queue;
      }
      throw e;
    }
  }
}

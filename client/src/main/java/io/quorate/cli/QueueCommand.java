package io.quorate.cli;

import io.quorate.client.Destination;
import io.quorate.client.admin.AdminException;
import io.quorate.client.admin.BrokerAdmin;
import io.quorate.client.admin.DestinationStatus;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Queues, and what waits in them. */
@Command(
    name = "queue",
    description = "Shows, creates, changes and deletes queues, and what waits in them.",
    mixinStandardHelpOptions = true,
    footerHeading = "%nExamples:%n",
    footer = {
      "  quorate queue list",
      "  quorate queue create orders --max-messages 100000 --overflow reject",
      "  quorate queue browse orders --selector \"colour = 'red'\" --limit 20"
    })
final class QueueCommand extends DestinationCommand {
  QueueCommand() {
    super(Destination.Kind.QUEUE);
  }

  @Command(
      name = "purge",
      description = "Deletes all that waits in a queue; what consumers hold is theirs.",
      mixinStandardHelpOptions = true,
      footerHeading = "%nExample:%n",
      footer = "  ${COMMAND-FULL-NAME} orders")
  public int purge(@Parameters(paramLabel = "NAME") String name) throws AdminException {
    Destination queue = destination(name);
    try (BrokerAdmin admin = main().admin()) {
      out()
          .printf("deleted %s of %s%n", Amounts.count(admin.purge(queue.name()), "message"), queue);
    }
    return ExitCode.DONE;
  }

  @Command(
      name = "browse",
      description = "Shows messages that wait in a queue, without taking them.",
      mixinStandardHelpOptions = true,
      footerHeading = "%nExamples:%n",
      footer = {
        "  ${COMMAND-FULL-NAME} orders --selector \"colour = 'red'\"",
        "  ${COMMAND-FULL-NAME} orders --limit 0 -o json"
      })
  public int browse(
      @Parameters(paramLabel = "NAME") String name,
      @Mixin BrowseOptions options,
      @Mixin Output output)
      throws AdminException {
    Destination queue = destination(name);
    try (BrokerAdmin admin = main().admin()) {
      long shown = options.browse(admin, queue.name(), MessageText.browsed(output, out()), err());
      if (shown == 0) {
        sayWhatElse(admin.destination(queue));
      }
    }
    return ExitCode.DONE;
  }

  /** A stranger takes nothing for a fault. */
  private void sayWhatElse(DestinationStatus status) {
    err()
        .printf(
            "quorate: no message of %s is shown; it holds %s, and %d delayed ones are not shown"
                + " before they are due%n",
            status.destination(),
            Amounts.count(status.ready() + status.inFlight(), "message"),
            status.delayed());
  }

  @Command(
      name = "move",
      description = "Moves messages from one queue to another.",
      mixinStandardHelpOptions = true,
      footerHeading = "%nExample:%n",
      footer = "  ${COMMAND-FULL-NAME} orders orders.old --selector 'amount < 5' --dry-run")
  public int move(
      @Parameters(paramLabel = "FROM") String from,
      @Parameters(paramLabel = "TO") String to,
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
    requireRange("--limit", limit, 0, Long.MAX_VALUE);
    Destination source = destination(from);
    Destination target = destination(to);
    try (BrokerAdmin admin = main().admin()) {
      long count = admin.move(source.name(), target.name(), selector, limit, dryRun);
      out()
          .printf(
              "%s %s to %s%n",
              dryRun ? "would move" : "moved", Amounts.count(count, "message"), target);
    }
    return ExitCode.DONE;
  }
}

package io.quorate.cli;

import io.quorate.client.Destination;
import io.quorate.client.admin.AdminException;
import io.quorate.client.admin.BrokerAdmin;
import io.quorate.client.admin.DestinationStatus;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** What is the same for queues and topics. */
abstract sealed class DestinationCommand implements Runnable permits QueueCommand, TopicCommand {
  private final Destination.Kind kind;

  @Spec private CommandSpec spec = CommandSpec.create();

  DestinationCommand(Destination.Kind kind) {
    this.kind = kind;
  }

  interface Action {
    void run(BrokerAdmin admin) throws AdminException;
  }

  @Override
  public final void run() {
    throw new ParameterException(
        spec.commandLine(),
        "expected one of %s, found no command"
            .formatted(String.join(", ", spec.subcommands().keySet())));
  }

  @Command(
      name = "list",
      description = "Shows every ${PARENT-COMMAND-NAME} and what it holds.",
      mixinStandardHelpOptions = true,
      footerHeading = "%nExamples:%n",
      footer = {"  ${COMMAND-FULL-NAME}", "  ${COMMAND-FULL-NAME} 'orders.>' -o json"})
  public int list(
      @Parameters(
              arity = "0..1",
              paramLabel = "PATTERN",
              defaultValue = "",
              description = "Only these: * for one part of a name, a final > for the rest.")
          String pattern,
      @Option(
              names = "--after",
              paramLabel = "NAME",
              defaultValue = "",
              description = "Only those after this name.")
          String after,
      @Option(
              names = "--limit",
              paramLabel = "N",
              defaultValue = "1000",
              description = "How many (default: ${DEFAULT-VALUE}).")
          int limit,
      @Mixin Output output)
      throws AdminException {
    requireRange("--limit", limit, 1, 1_000_000);
    try (BrokerAdmin admin = main().admin()) {
      List<DestinationStatus> found = new ArrayList<>();
      boolean hasMore = collect(admin, pattern, after, limit, found);
      DestinationText.print(found, output, out());
      if (hasMore) {
        err()
            .printf(
                "quorate: there are more; go on with --after %s%n",
                found.get(found.size() - 1).destination().name());
      }
    }
    return ExitCode.DONE;
  }

  private boolean collect(
      BrokerAdmin admin, String pattern, String after, int limit, List<DestinationStatus> found)
      throws AdminException {
    DestinationStatus.Page page;
    String last = after;
    do {
      int wanted = Math.min(limit - found.size(), BrokerAdmin.PAGE_MAX);
      page = admin.destinations(kind, pattern, last, wanted);
      found.addAll(page.destinations());
      last = found.isEmpty() ? last : found.get(found.size() - 1).destination().name();
    } while (page.hasMore() && !page.destinations().isEmpty() && found.size() < limit);
    return page.hasMore();
  }

  @Command(
      name = "show",
      description = "Shows one ${PARENT-COMMAND-NAME} with its settings.",
      mixinStandardHelpOptions = true,
      footerHeading = "%nExample:%n",
      footer = "  ${COMMAND-FULL-NAME} orders")
  public int show(@Parameters(paramLabel = "NAME") String name, @Mixin Output output)
      throws AdminException {
    try (BrokerAdmin admin = main().admin()) {
      DestinationText.print(admin.destination(destination(name)), output, out());
    }
    return ExitCode.DONE;
  }

  @Command(
      name = "create",
      description = {
        "Creates a ${PARENT-COMMAND-NAME}. Without this, the first message creates it,",
        "with every setting at its default."
      },
      mixinStandardHelpOptions = true,
      footerHeading = "%nExample:%n",
      footer = "  ${COMMAND-FULL-NAME} orders --max-bytes 1GiB --overflow reject --ttl 2h")
  public int create(@Parameters(paramLabel = "NAME") String name, @Mixin SettingsOptions settings)
      throws AdminException {
    Destination destination = destination(name);
    return run(admin -> admin.create(destination, settings.settings()), "created", destination);
  }

  @Command(
      name = "update",
      description = "Changes settings of a ${PARENT-COMMAND-NAME}; others stay as they are.",
      mixinStandardHelpOptions = true,
      footerHeading = "%nExample:%n",
      footer = "  ${COMMAND-FULL-NAME} orders --max-deliveries 5 --redelivery-delay 10s")
  public int update(@Parameters(paramLabel = "NAME") String name, @Mixin SettingsOptions settings)
      throws AdminException {
    Destination destination = destination(name);
    return run(admin -> admin.update(destination, settings.changes()), "updated", destination);
  }

  @Command(
      name = "delete",
      description = "Deletes a ${PARENT-COMMAND-NAME}.",
      mixinStandardHelpOptions = true,
      footerHeading = "%nExample:%n",
      footer = "  ${COMMAND-FULL-NAME} orders --force")
  public int delete(
      @Parameters(paramLabel = "NAME") String name,
      @Option(
              names = "--force",
              description = "Also while it holds messages, consumers or subscriptions.")
          boolean force)
      throws AdminException {
    Destination destination = destination(name);
    return run(admin -> admin.delete(destination, force), "deleted", destination);
  }

  @Command(
      name = "pause",
      description = "Gives consumers nothing more for now; producers go on.",
      mixinStandardHelpOptions = true,
      footerHeading = "%nExample:%n",
      footer = "  ${COMMAND-FULL-NAME} orders")
  public int pause(@Parameters(paramLabel = "NAME") String name) throws AdminException {
    Destination destination = destination(name);
    return run(admin -> admin.pause(destination), "paused", destination);
  }

  @Command(
      name = "resume",
      description = "Goes on after a pause.",
      mixinStandardHelpOptions = true,
      footerHeading = "%nExample:%n",
      footer = "  ${COMMAND-FULL-NAME} orders")
  public int resume(@Parameters(paramLabel = "NAME") String name) throws AdminException {
    Destination destination = destination(name);
    return run(admin -> admin.resume(destination), "resumed", destination);
  }

  private int run(Action action, String done, Destination destination) throws AdminException {
    try (BrokerAdmin admin = main().admin()) {
      action.run(admin);
    }
    out().println(done + " " + destination);
    return ExitCode.DONE;
  }

  final Destination destination(String name) {
    return Main.checked(spec, "", () -> new Destination(kind, name));
  }

  final void requireRange(String option, long value, long min, long max) {
    if (value < min || value > max) {
      throw new ParameterException(
          spec.commandLine(),
          "%s: expected a number from %d to %d, found %d".formatted(option, min, max, value));
    }
  }

  final Main main() {
    return Main.of(spec);
  }

  final PrintWriter out() {
    return spec.commandLine().getOut();
  }

  final PrintWriter err() {
    return spec.commandLine().getErr();
  }
}

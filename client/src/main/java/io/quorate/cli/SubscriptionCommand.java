package io.quorate.cli;

import io.quorate.client.admin.AdminException;
import io.quorate.client.admin.BrokerAdmin;
import io.quorate.client.admin.SubscriptionStatus;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Durable subscriptions of topics. */
@Command(
    name = "subscription",
    description = "Shows and deletes durable subscriptions of topics.",
    mixinStandardHelpOptions = true,
    footerHeading = "%nExamples:%n",
    footer = {
      "  quorate subscription list 'prices.>'",
      "  quorate subscription delete billing --client-id accounts"
    })
final class SubscriptionCommand implements Runnable {
  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "expected list or delete, found no command");
  }

  @Command(
      name = "list",
      description = "Shows durable subscriptions and how many messages wait for each.",
      mixinStandardHelpOptions = true,
      footerHeading = "%nExample:%n",
      footer = "  ${COMMAND-FULL-NAME} 'prices.>' -o json")
  int list(
      @Parameters(
              arity = "0..1",
              paramLabel = "TOPIC",
              defaultValue = "",
              description = "Only those of this topic or pattern.")
          String topic,
      @Mixin Output output)
      throws AdminException {
    try (BrokerAdmin admin = Main.of(spec).admin()) {
      List<SubscriptionStatus> found = admin.subscriptions(topic);
      if (output.isJson()) {
        say(Json.text(found.stream().map(SubscriptionCommand::json).toList()));
      } else {
        print(found);
      }
    }
    return ExitCode.DONE;
  }

  private void print(List<SubscriptionStatus> found) {
    TextTable table =
        new TextTable(
            "NAME",
            "CLIENT ID",
            "TOPIC",
            "BACKLOG",
            "IN FLIGHT",
            "CONSUMERS",
            "SHARED",
            "SELECTOR");
    for (SubscriptionStatus status : found) {
      table.row(
          status.name(),
          status.clientId().isEmpty() ? "-" : status.clientId(),
          status.topic(),
          status.backlog(),
          status.inFlight(),
          status.consumers(),
          status.shared() ? "yes" : "no",
          status.selector().isEmpty() ? "-" : status.selector());
    }
    table.print(spec.commandLine().getOut());
  }

  private static Json json(SubscriptionStatus status) {
    return new Json()
        .with("name", status.name())
        .with("clientId", status.clientId())
        .with("topic", status.topic())
        .with("selector", status.selector())
        .with("durable", status.durable())
        .with("shared", status.shared())
        .with("noLocal", status.noLocal())
        .with("backlog", status.backlog())
        .with("inFlight", status.inFlight())
        .with("consumers", status.consumers());
  }

  @Command(
      name = "delete",
      description = "Deletes a durable subscription and what waits for it.",
      mixinStandardHelpOptions = true,
      footerHeading = "%nExample:%n",
      footer = "  ${COMMAND-FULL-NAME} billing --client-id accounts")
  int delete(
      @Parameters(paramLabel = "NAME") String name,
      @Option(
              names = "--client-id",
              paramLabel = "ID",
              defaultValue = "",
              description = "Whose it is; not needed for a shared one.")
          String clientId,
      @Option(names = "--force", description = "Also while it has consumers.") boolean force)
      throws AdminException {
    try (BrokerAdmin admin = Main.of(spec).admin()) {
      admin.deleteSubscription(clientId, name, force);
    }
    say("deleted subscription " + name);
    return ExitCode.DONE;
  }

  private void say(String text) {
    spec.commandLine().getOut().println(text);
  }
}

package io.quorate.cli;

import io.quorate.client.Destination;
import picocli.CommandLine.Command;

/** Topics. */
@Command(
    name = "topic",
    description = "Shows, creates, changes and deletes topics.",
    mixinStandardHelpOptions = true,
    footerHeading = "%nExamples:%n",
    footer = {"  quorate topic list 'prices.>'", "  quorate topic create prices.tea --ttl 1h"})
final class TopicCommand extends DestinationCommand {
  TopicCommand() {
    super(Destination.Kind.TOPIC);
  }
}

package io.quorate.cli;

import io.quorate.client.Destination;
import io.quorate.client.Message;
import io.quorate.client.MessageBuilder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What a message says beside its body. */
final class MessageOptions {
  @Option(names = "--priority", paramLabel = "0-9", description = "High ones first (default: 4).")
  private @Nullable Integer priority;

  @Option(names = "--ttl", paramLabel = "TIME", description = "After that nobody wants it.")
  private @Nullable Duration timeToLive;

  @Option(names = "--delay", paramLabel = "TIME", description = "Before that nobody gets it.")
  private @Nullable Duration delay;

  @Option(
      names = "--property",
      paramLabel = "NAME[:TYPE]=VALUE",
      description =
          "A property for selectors and receivers, repeatable. TYPE: string (default), int, long,"
              + " double or boolean.")
  private List<String> properties = new ArrayList<>();

  @Option(names = "--id", paramLabel = "ID", description = "What its application knows it by.")
  private @Nullable String id;

  @Option(names = "--correlation-id", paramLabel = "ID", description = "Of what it answers.")
  private @Nullable String correlationId;

  @Option(names = "--reply-to", paramLabel = "QUEUE", description = "Where answers are expected.")
  private @Nullable String replyTo;

  @Option(names = "--type", paramLabel = "TYPE", description = "Its type, for its receivers.")
  private @Nullable String type;

  @Option(
      names = "--content-type",
      paramLabel = "TYPE",
      description = "How the body is to be read.")
  private @Nullable String contentType;

  @Option(
      names = "--volatile",
      description = "Kept in the master's memory alone: faster, and gone with it.")
  private boolean isVolatile;

  /**
   * Without a body.
   *
   * @throws IllegalArgumentException if a value makes no sense
   */
  Message template() {
    MessageBuilder message = Message.builder();
    if (priority != null) {
      message.priority(priority);
    }
    if (timeToLive != null) {
      message.timeToLive(timeToLive);
    }
    if (delay != null) {
      message.delay(delay);
    }
    if (id != null) {
      message.id(id);
    }
    if (correlationId != null) {
      message.correlationId(correlationId);
    }
    if (replyTo != null) {
      message.replyTo(Destination.queue(replyTo));
    }
    if (type != null) {
      message.type(type);
    }
    if (contentType != null) {
      message.contentType(contentType);
    }
    if (isVolatile) {
      message.nonPersistent();
    }
    properties.forEach(property -> addProperty(message, property));
    return message.build();
  }

  private static void addProperty(MessageBuilder message, String property) {
    int equals = property.indexOf('=');
    if (equals < 1) {
      throw new IllegalArgumentException(
          "--property: expected NAME[:TYPE]=VALUE, found '%s'".formatted(property));
    }
    String name = property.substring(0, equals);
    String value = property.substring(equals + 1);
    int colon = name.lastIndexOf(':');
    String type = colon < 0 ? "string" : name.substring(colon + 1);
    message.property(colon < 0 ? name : name.substring(0, colon), typed(name, type, value));
  }

  private static Object typed(String name, String type, String value) {
    try {
      return switch (type) {
        case "string" -> value;
        case "int" -> Integer.valueOf(value);
        case "long" -> Long.valueOf(value);
        case "double" -> Double.valueOf(value);
        case "boolean" -> bool(value);
        default ->
            throw new IllegalArgumentException(
                "--property: expected the type string, int, long, double or boolean, found '%s'"
                    .formatted(type));
      };
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          "--property: expected a number for %s, found '%s'".formatted(name, value), e);
    }
  }

  private static Boolean bool(String value) {
    if (!value.equals("true") && !value.equals("false")) {
      throw new IllegalArgumentException(
          "--property: expected true or false, found '%s'".formatted(value));
    }
    return Boolean.valueOf(value);
  }
}

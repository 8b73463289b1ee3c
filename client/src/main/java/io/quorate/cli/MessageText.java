package io.quorate.cli;

import io.quorate.client.DeadLetter;
import io.quorate.client.Message;
import io.quorate.client.admin.BrowsedMessage;
import java.io.PrintWriter;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** Messages for people, a line each, and for programs, an object on each line. */
final class MessageText {
  private static final int PREVIEW_CHARS_MAX = 60;
  private static final String RECEIVED = "%-19s %-24s %8s %10s %-10s %s%n";
  private static final String BROWSED = "%-19s %-24s %8s %10s %8s %-12s %s%n";
  private static final String DEAD = "%-19s %-24s %8s %10s %-24s %-30s %s%n";

  private MessageText() {}

  static Consumer<Message> received(boolean asJson, PrintWriter out) {
    if (asJson) {
      return message -> line(out, json(message));
    }
    Heading heading =
        new Heading(out, RECEIVED, "SEQUENCE", "STORED", "PRIORITY", "BYTES", "DELIVERY", "BODY");
    return message -> {
      heading.print();
      out.printf(
          RECEIVED,
          message.sequence(),
          message.storedAt(),
          message.priority(),
          message.bodyBytes(),
          message.redelivered() ? "again" + attempts(message) : "first",
          preview(message));
      out.flush();
    };
  }

  private static String attempts(Message message) {
    return message.attempts() == 0 ? "" : " (" + message.attempts() + ")";
  }

  static Consumer<BrowsedMessage> browsed(Output output, PrintWriter out) {
    if (output.isJson()) {
      return browsed -> line(out, json(browsed));
    }
    Heading heading =
        new Heading(
            out, BROWSED, "POSITION", "STORED", "PRIORITY", "BYTES", "ATTEMPTS", "STATE", "BODY");
    return browsed -> {
      heading.print();
      out.printf(
          BROWSED,
          browsed.position(),
          browsed.message().storedAt(),
          browsed.message().priority(),
          browsed.message().bodyBytes(),
          browsed.message().attempts(),
          browsed.inFlight() ? "in flight" : browsed.deliverAt().isPresent() ? "delayed" : "ready",
          preview(browsed.message()));
    };
  }

  static Consumer<BrowsedMessage> dead(Output output, PrintWriter out) {
    if (output.isJson()) {
      return browsed -> line(out, json(browsed));
    }
    Heading heading =
        new Heading(
            out, DEAD, "POSITION", "DEAD SINCE", "ATTEMPTS", "BYTES", "ORIGIN", "REASON", "BODY");
    return browsed -> {
      heading.print();
      Optional<DeadLetter> dead = browsed.message().deadLetter();
      out.printf(
          DEAD,
          browsed.position(),
          dead.map(DeadLetter::since).map(Instant::toString).orElse("-"),
          dead.map(DeadLetter::attempts).orElse(browsed.message().attempts()),
          browsed.message().bodyBytes(),
          dead.map(letter -> letter.origin().toString()).orElse("-"),
          dead.map(DeadLetter::reason).orElse("-"),
          preview(browsed.message()));
    };
  }

  /** Comes with the first line: a refusal has none. */
  private static final class Heading {
    private final PrintWriter out;
    private final String format;
    private final Object[] names;
    private boolean isPrinted;

    Heading(PrintWriter out, String format, Object... names) {
      this.out = out;
      this.format = format;
      this.names = names;
    }

    void print() {
      if (!isPrinted) {
        isPrinted = true;
        out.printf(format, names);
      }
    }
  }

  private static void line(PrintWriter out, Json json) {
    out.println(json);
    out.flush();
  }

  private static Json json(BrowsedMessage browsed) {
    Json json =
        new Json().with("position", browsed.position()).with("inFlight", browsed.inFlight());
    browsed.deliverAt().ifPresent(time -> json.with("deliverAt", time));
    return json.with("message", json(browsed.message()));
  }

  private static Json json(Message message) {
    Json json =
        new Json()
            .with("sequence", message.sequence())
            .with("stored", message.storedAt())
            .with("sent", message.sentAt())
            .with("priority", message.priority())
            .with("persistent", message.isPersistent())
            .with("redelivered", message.redelivered())
            .with("attempts", message.attempts());
    message.destination().ifPresent(to -> json.with("destination", to.toString()));
    message.expiresAt().ifPresent(time -> json.with("expires", time));
    message.id().ifPresent(id -> json.with("id", id));
    message.correlationId().ifPresent(id -> json.with("correlationId", id));
    message.replyTo().ifPresent(to -> json.with("replyTo", to.toString()));
    message.type().ifPresent(type -> json.with("type", type));
    message.contentType().ifPresent(type -> json.with("contentType", type));
    message.groupId().ifPresent(id -> json.with("groupId", id));
    message.deadLetter().ifPresent(dead -> json.with("deadLetter", json(dead)));
    if (!message.properties().isEmpty()) {
      json.with("properties", json(message.properties()));
    }
    return text(message)
        .map(text -> json.with("body", text))
        .orElseGet(() -> json.with("bodyBase64", base64(message.body())));
  }

  private static Json json(DeadLetter dead) {
    return new Json()
        .with("origin", dead.origin().toString())
        .with("reason", dead.reason())
        .with("attempts", dead.attempts())
        .with("since", dead.since());
  }

  private static Json json(Map<String, Object> properties) {
    Json json = new Json();
    properties.forEach(
        (name, value) -> json.with(name, value instanceof byte[] bytes ? base64(bytes) : value));
    return json;
  }

  private static String base64(byte[] bytes) {
    return Base64.getEncoder().encodeToString(bytes);
  }

  /** Empty: the body is no text. */
  private static Optional<String> text(Message message) {
    try {
      return Optional.of(
          StandardCharsets.UTF_8.newDecoder().decode(message.bodyBuffer()).toString());
    } catch (CharacterCodingException e) {
      return Optional.empty();
    }
  }

  /** The beginning, on one line, with nothing in it that a terminal would obey. */
  private static String preview(Message message) {
    String text = text(message).orElse("(binary)");
    String start = text.length() > PREVIEW_CHARS_MAX ? text.substring(0, PREVIEW_CHARS_MAX) : text;
    return start.replaceAll("\\p{Cntrl}", "?") + (start.length() < text.length() ? "…" : "");
  }
}

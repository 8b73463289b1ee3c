package io.quorate.cli;

import io.quorate.client.Destination;
import io.quorate.client.admin.DestinationSettings;
import io.quorate.client.admin.DestinationStatus;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Queues and topics for people and for programs. */
final class DestinationText {
  private DestinationText() {}

  static void print(List<DestinationStatus> found, Output output, PrintWriter out) {
    if (output.isJson()) {
      out.println(Json.text(found.stream().map(DestinationText::json).toList()));
      return;
    }
    boolean areTopics =
        found.stream().anyMatch(status -> status.destination().kind() == Destination.Kind.TOPIC);
    (areTopics ? topics(found) : queues(found)).print(out);
  }

  private static TextTable queues(List<DestinationStatus> found) {
    TextTable table =
        new TextTable(
            "NAME",
            "READY",
            "IN FLIGHT",
            "DELAYED",
            "VOLATILE",
            "BYTES",
            "OLDEST",
            "CONSUMERS",
            "RECEIVED",
            "ACKNOWLEDGED",
            "STATE");
    for (DestinationStatus status : found) {
      table.row(
          status.destination().name(),
          status.ready(),
          status.inFlight(),
          status.delayed(),
          status.volatileMessages(),
          Amounts.bytes(status.bytes()),
          Amounts.age(status.oldest()),
          status.consumers(),
          status.received(),
          status.acknowledged(),
          state(status));
    }
    return table;
  }

  /** What a topic holds is what its durable subscriptions still need. */
  private static TextTable topics(List<DestinationStatus> found) {
    TextTable table =
        new TextTable(
            "NAME",
            "SUBSCRIPTIONS",
            "CONSUMERS",
            "KEPT",
            "DELAYED",
            "BYTES",
            "OLDEST",
            "RECEIVED",
            "STATE");
    for (DestinationStatus status : found) {
      table.row(
          status.destination().name(),
          status.subscriptions(),
          status.consumers(),
          status.ready(),
          status.delayed(),
          Amounts.bytes(status.bytes()),
          Amounts.age(status.oldest()),
          status.received(),
          state(status));
    }
    return table;
  }

  private static String state(DestinationStatus status) {
    return (status.paused() ? "paused" : "active") + (status.temporary() ? ", temporary" : "");
  }

  /** One below the other, with all settings. */
  static void print(DestinationStatus status, Output output, PrintWriter out) {
    if (output.isJson()) {
      out.println(json(status));
      return;
    }
    line(out, "name", status.destination().name());
    line(out, "state", state(status));
    line(out, "ready", status.ready());
    line(out, "in flight", status.inFlight());
    line(out, "delayed", status.delayed());
    line(out, "volatile", status.volatileMessages());
    line(out, "bytes", Amounts.bytes(status.bytes()));
    line(out, "oldest", status.oldest().map(Instant::toString).orElse("-"));
    line(out, "consumers", status.consumers());
    line(out, "subscriptions", status.subscriptions());
    line(out, "received", status.received() + " since this master serves");
    line(out, "acknowledged", status.acknowledged() + " since this master serves");
    printSettings(status.settings(), out);
  }

  private static void printSettings(DestinationSettings settings, PrintWriter out) {
    line(out, "max messages", limit(settings.maxMessages()));
    line(out, "max bytes", settings.maxBytes().filter(b -> b > 0).map(Amounts::bytes).orElse("-"));
    line(out, "overflow", settings.overflow().map(Amounts::word).orElse("-"));
    line(out, "max deliveries", limit(settings.maxDeliveries()));
    line(out, "redelivery delay", time(settings.redeliveryDelay()));
    line(
        out,
        "redelivery back-off",
        settings.redeliveryBackoffPercent().map(percent -> percent + " %").orElse("-"));
    line(out, "redelivery delay max", time(settings.redeliveryDelayMax()));
    line(out, "lock", time(settings.lock()));
    line(out, "time to live", time(settings.timeToLive()));
    line(
        out,
        "dead letter queue",
        settings.deadLetterQueue().filter(name -> !name.isEmpty()).orElse("DLQ. and its name"));
    line(out, "dead letter expired", settings.deadLetterExpired().orElse(false));
  }

  private static void line(PrintWriter out, String name, Object value) {
    out.printf("%-21s %s%n", name, value);
  }

  private static String limit(Optional<? extends Number> limit) {
    return limit.filter(value -> value.longValue() > 0).map(Object::toString).orElse("-");
  }

  private static String time(Optional<Duration> time) {
    return time.filter(value -> !value.isZero()).map(Amounts::text).orElse("-");
  }

  private static Json json(DestinationStatus status) {
    Json json =
        new Json()
            .with("name", status.destination().name())
            .with("kind", Amounts.word(status.destination().kind()))
            .with("paused", status.paused())
            .with("temporary", status.temporary())
            .with("ready", status.ready())
            .with("inFlight", status.inFlight())
            .with("delayed", status.delayed())
            .with("volatileMessages", status.volatileMessages())
            .with("bytes", status.bytes())
            .with("consumers", status.consumers())
            .with("subscriptions", status.subscriptions())
            .with("received", status.received())
            .with("acknowledged", status.acknowledged());
    status.oldest().ifPresent(oldest -> json.with("oldestStored", oldest));
    return json.with("settings", json(status.settings()));
  }

  private static Json json(DestinationSettings settings) {
    Json json = new Json();
    settings.maxMessages().ifPresent(value -> json.with("maxMessages", value));
    settings.maxBytes().ifPresent(value -> json.with("maxBytes", value));
    settings.overflow().ifPresent(value -> json.with("overflow", Amounts.word(value)));
    settings.maxDeliveries().ifPresent(value -> json.with("maxDeliveries", value));
    settings
        .redeliveryDelay()
        .ifPresent(value -> json.with("redeliveryDelayMillis", value.toMillis()));
    settings
        .redeliveryBackoffPercent()
        .ifPresent(value -> json.with("redeliveryBackoffPercent", value));
    settings
        .redeliveryDelayMax()
        .ifPresent(value -> json.with("redeliveryDelayMaxMillis", value.toMillis()));
    settings.lock().ifPresent(value -> json.with("lockMillis", value.toMillis()));
    settings.timeToLive().ifPresent(value -> json.with("timeToLiveMillis", value.toMillis()));
    settings.deadLetterQueue().ifPresent(value -> json.with("deadLetterQueue", value));
    settings.deadLetterExpired().ifPresent(value -> json.with("deadLetterExpired", value));
    return json;
  }
}

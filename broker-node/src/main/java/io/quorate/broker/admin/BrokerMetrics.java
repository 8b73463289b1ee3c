package io.quorate.broker.admin;

import io.prometheus.metrics.core.metrics.CounterWithCallback;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.quorate.broker.session.BrokerFigures;
import io.quorate.broker.session.BrokerFigures.DestinationFigures;
import io.quorate.broker.session.BrokerFigures.Traffic;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;
import java.util.function.ToLongFunction;

/** Sessions, queues and topics of the groups that this node leads. */
final class BrokerMetrics {
  private static final double MILLIS_PER_SECOND = 1e3;

  private final PrometheusRegistry registry;
  private final Supplier<List<BrokerFigures>> groups;

  BrokerMetrics(PrometheusRegistry registry, Supplier<List<BrokerFigures>> groups) {
    this.registry = registry;
    this.groups = groups;
  }

  void register() {
    registerSessions();
    traffic("quorate_messages", "Messages %s, of all destinations.");
    groupTotal(
        "quorate_messages_rejected_total",
        "Messages refused one by one, as by a full queue.",
        BrokerFigures::rejected);
    groupTotal(
        "quorate_duplicates_dropped_total",
        "Repeated messages that were stored before.",
        BrokerFigures::duplicates);
    registerDestinations("queue", BrokerFigures::queues);
    registerDestinations("topic", BrokerFigures::topics);
  }

  private void registerSessions() {
    groupGauge("quorate_connections", "Connections of clients.", BrokerFigures::connections);
    groupTotal(
        "quorate_connections_opened_total",
        "Connections of clients that were let in.",
        BrokerFigures::connectionsOpened);
    groupTotal(
        "quorate_connections_closed_total",
        "Connections of clients that ended.",
        figures -> figures.connectionsOpened() - figures.connections());
    groupGauge("quorate_producers", "Open producers.", BrokerFigures::producers);
    groupGauge(
        "quorate_consumers", "Consumers, subscribers and browsers.", BrokerFigures::consumers);
    groupGauge(
        "quorate_producers_blocked",
        "Producers that wait for room in a queue or in the log.",
        BrokerFigures::producersBlocked);
    groupGauge("quorate_destinations", "Queues and topics.", BrokerFigures::destinations);
  }

  private void registerDestinations(
      String kind, Function<BrokerFigures, List<DestinationFigures>> which) {
    Destinations destinations = new Destinations(kind, which);
    destinations.gauge("messages_ready", "Messages to be delivered.", DestinationFigures::ready);
    destinations.gauge(
        "messages_unacked",
        "Messages in the hands of consumers.",
        DestinationFigures::unacknowledged);
    destinations.gauge(
        "messages_scheduled", "Messages that are not due yet.", DestinationFigures::delayed);
    destinations.gauge("bytes", "Bytes of its messages.", DestinationFigures::bytes);
    destinations.gauge("consumers", "Its consumers.", DestinationFigures::consumers);
    destinations.gauge(
        "oldest_age_seconds",
        "Age of its oldest message.",
        figures -> figures.oldestAgeMillis() / MILLIS_PER_SECOND);
    destinations.total("received", Traffic::received);
    destinations.total("delivered", Traffic::delivered);
    destinations.total("redelivered", Traffic::redelivered);
    destinations.total("acknowledged", Traffic::acknowledged);
    destinations.total("expired", Traffic::expired);
    destinations.total("dead_lettered", Traffic::deadLettered);
  }

  private void traffic(String prefix, String help) {
    total(prefix, help, "received", Traffic::received);
    total(prefix, help, "delivered", Traffic::delivered);
    total(prefix, help, "redelivered", Traffic::redelivered);
    total(prefix, help, "acknowledged", Traffic::acknowledged);
    total(prefix, help, "expired", Traffic::expired);
    total(prefix, help, "dead_lettered", Traffic::deadLettered);
  }

  private void total(String prefix, String help, String what, ToLongFunction<Traffic> value) {
    groupTotal(
        prefix + "_" + what + "_total",
        help.formatted(what.replace('_', '-')),
        figures -> value.applyAsLong(figures.traffic()));
  }

  private void groupGauge(String name, String help, ToDoubleFunction<BrokerFigures> value) {
    GaugeWithCallback.builder()
        .name(name)
        .help(help)
        .labelNames("group")
        .callback(
            gauge ->
                groups
                    .get()
                    .forEach(
                        figures ->
                            gauge.call(value.applyAsDouble(figures), figures.group().name())))
        .register(registry);
  }

  private void groupTotal(String name, String help, ToLongFunction<BrokerFigures> value) {
    CounterWithCallback.builder()
        .name(name)
        .help(help)
        .labelNames("group")
        .callback(
            counter ->
                groups
                    .get()
                    .forEach(
                        figures ->
                            counter.call(
                                (double) value.applyAsLong(figures), figures.group().name())))
        .register(registry);
  }

  /** A series for each of one kind's destinations that the figures tell of. */
  private final class Destinations {
    private final String kind;
    private final Function<BrokerFigures, List<DestinationFigures>> which;

    Destinations(String kind, Function<BrokerFigures, List<DestinationFigures>> which) {
      this.kind = kind;
      this.which = which;
    }

    void gauge(String what, String help, ToDoubleFunction<DestinationFigures> value) {
      GaugeWithCallback.builder()
          .name("quorate_" + kind + "_" + what)
          .help(help)
          .labelNames("group", kind)
          .callback(gauge -> each((one, labels) -> gauge.call(value.applyAsDouble(one), labels)))
          .register(registry);
    }

    void total(String what, ToLongFunction<Traffic> value) {
      CounterWithCallback.builder()
          .name("quorate_" + kind + "_messages_" + what + "_total")
          .help("Its messages " + what.replace('_', '-') + " since this master serves.")
          .labelNames("group", kind)
          .callback(
              counter ->
                  each(
                      (one, labels) ->
                          counter.call((double) value.applyAsLong(one.traffic()), labels)))
          .register(registry);
    }

    private void each(Sample sample) {
      for (BrokerFigures figures : groups.get()) {
        for (DestinationFigures one : which.apply(figures)) {
          sample.take(one, figures.group().name(), one.name());
        }
      }
    }
  }

  private interface Sample {
    void take(DestinationFigures figures, String... labels);
  }
}

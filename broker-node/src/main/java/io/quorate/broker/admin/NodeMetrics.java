package io.quorate.broker.admin;

import io.prometheus.metrics.core.datapoints.CounterDataPoint;
import io.prometheus.metrics.core.datapoints.DistributionDataPoint;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.core.metrics.Info;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.quorate.broker.session.BrokerFigures;
import io.quorate.replication.model.GroupId;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;

/**
 * A node's metrics in a registry of its own. Gauges are read from suppliers when somebody scrapes,
 * so a busy node pays nothing for them; meters are thread-safe and are touched once per sync or
 * commit, never per message.
 */
public final class NodeMetrics {

  static final String CONTENT_TYPE = PrometheusTextFormatWriter.CONTENT_TYPE;

  private static final double NANOS_PER_SECOND = 1e9;

  /** From a fast disk's sync to a stall that ends a reign. */
  private static final double[] LATENCY_SECONDS = {
    0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5
  };

  private static final double[] BATCH_ENTRIES = {
    1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000
  };

  private final PrometheusRegistry registry = new PrometheusRegistry();
  private final PrometheusTextFormatWriter writer = PrometheusTextFormatWriter.create();
  private final Histogram commitLatency;
  private final Counter masterChanges;
  private final DistributionDataPoint syncDuration;
  private final DistributionDataPoint syncedEntries;
  private final CounterDataPoint syncs;
  private final CounterDataPoint sessionsLost;

  /** What one scrape sees; taken once, so that its gauges agree with each other. */
  private List<GroupFacts> groups = List.of();

  private List<BrokerFigures> brokers = List.of();
  private Supplier<List<GroupFacts>> groupSource = List::of;
  private Supplier<List<BrokerFigures>> brokerSource = List::of;

  public NodeMetrics(String version, String revision) {
    Info.builder()
        .name("quorate_build_info")
        .help("Version and revision of the node's program.")
        .labelNames("version", "revision")
        .register(registry)
        .setLabelValues(version, revision);
    commitLatency =
        histogram(
            "quorate_commit_latency_seconds",
            "From a proposal to its commit.",
            LATENCY_SECONDS,
            "group");
    masterChanges =
        counter(
            "quorate_leader_changes_total",
            "Changes of the group's master that this node saw.",
            "group");
    syncDuration =
        histogram(
            "quorate_fsync_duration_seconds", "Duration of the log's syncs.", LATENCY_SECONDS);
    syncedEntries =
        histogram(
            "quorate_group_commit_entries", "Entries made durable by one sync.", BATCH_ENTRIES);
    syncs = counter("quorate_fsync_total", "Syncs of the log.");
    sessionsLost = counter("quorate_zk_session_lost_total", "Sessions with ZooKeeper that ended.");
    JvmMetrics.register(registry);
  }

  /** The meters of one group, with the label looked up once. */
  public GroupMeter meterOf(GroupId group) {
    return new GroupMeter(
        commitLatency.labelValues(group.name()), masterChanges.labelValues(group.name()));
  }

  /** A group's meters. */
  public static final class GroupMeter {
    private final DistributionDataPoint commitLatency;
    private final CounterDataPoint masterChanges;

    private GroupMeter(DistributionDataPoint commitLatency, CounterDataPoint masterChanges) {
      this.commitLatency = commitLatency;
      this.masterChanges = masterChanges;
    }

    public void committed(long nanosSinceProposed) {
      commitLatency.observe(nanosSinceProposed / NANOS_PER_SECOND);
    }

    public void masterChanged() {
      masterChanges.inc();
    }
  }

  /** One sync of the log, over all groups. */
  public void synced(long durationNanos, int entryCount) {
    syncs.inc();
    syncDuration.observe(durationNanos / NANOS_PER_SECOND);
    syncedEntries.observe(entryCount);
  }

  public void sessionLost() {
    sessionsLost.inc();
  }

  /** Once, at the start. The source is asked at each scrape and must not block. */
  public synchronized void watchGroups(Supplier<List<GroupFacts>> source) {
    groupSource = source;
    gauge(
        "quorate_node_role",
        "1 for the node's role in the group, 0 for the others.",
        this::collectRoles,
        "group",
        "role");
    groupGauge("quorate_leader_epoch", "The epoch of the group's master.", GroupFacts::epoch);
    groupGauge("quorate_log_last_index", "The log's last entry.", GroupFacts::lastIndex);
    groupGauge(
        "quorate_log_commit_index",
        "The last entry known to be committed.",
        GroupFacts::commitIndex);
    groupGauge("quorate_log_applied_index", "The last entry applied.", GroupFacts::appliedIndex);
    groupGauge(
        "quorate_log_first_index", "The log's first entry not trimmed.", GroupFacts::firstIndex);
    groupGauge("quorate_quorum_size", "Nodes that make a quorum.", GroupFacts::quorumSize);
    gauge(
        "quorate_quorum_available",
        "Nodes in touch with the master, itself included; known to the master.",
        this::collectAvailable,
        "group");
    peerGauge(
        "quorate_replication_lag_entries",
        "Entries a replica is behind.",
        GroupFacts.PeerLag::entries);
    peerGauge(
        "quorate_replication_lag_bytes", "Bytes a replica is behind.", GroupFacts.PeerLag::bytes);
  }

  /** Once, at the start; of the groups that this node leads. */
  public synchronized void watchBrokers(Supplier<List<BrokerFigures>> source) {
    brokerSource = source;
    new BrokerMetrics(registry, () -> brokers).register();
  }

  /** Once, at the start. */
  public void watchZooKeeper(Supplier<ZooKeeperSession> source) {
    gauge(
        "quorate_zk_session_state",
        "1 for the state of the session with ZooKeeper, 0 for the others.",
        gauge -> {
          ZooKeeperSession now = source.get();
          for (ZooKeeperSession state : ZooKeeperSession.values()) {
            gauge.call(state == now ? 1 : 0, state.label());
          }
        },
        "state");
  }

  /** Once, at the start. Both in bytes. */
  public void watchStore(LongSupplier diskFree, LongSupplier storeSize) {
    gauge(
        "quorate_disk_free_bytes",
        "Free space on the data folder's disk.",
        gauge -> gauge.call((double) diskFree.getAsLong()));
    gauge(
        "quorate_store_bytes",
        "Size of the data folder.",
        gauge -> gauge.call((double) storeSize.getAsLong()));
  }

  /** Writes all metrics in Prometheus' text format, one scrape at a time. */
  public synchronized void writeTo(OutputStream out) throws IOException {
    groups = groupSource.get();
    brokers = brokerSource.get();
    writer.write(out, registry.scrape());
  }

  private void collectRoles(GaugeWithCallback.Callback gauge) {
    for (GroupFacts facts : groups) {
      for (GroupRole role : GroupRole.values()) {
        gauge.call(role == facts.role() ? 1 : 0, facts.group().name(), role.label());
      }
    }
  }

  private void collectAvailable(GaugeWithCallback.Callback gauge) {
    for (GroupFacts facts : groups) {
      if (facts.quorumAvailable() != GroupFacts.UNKNOWN) {
        gauge.call(facts.quorumAvailable(), facts.group().name());
      }
    }
  }

  private void groupGauge(String name, String help, ToDoubleFunction<GroupFacts> value) {
    gauge(
        name,
        help,
        gauge -> {
          for (GroupFacts facts : groups) {
            gauge.call(value.applyAsDouble(facts), facts.group().name());
          }
        },
        "group");
  }

  private void peerGauge(String name, String help, ToDoubleFunction<GroupFacts.PeerLag> value) {
    gauge(
        name,
        help,
        gauge -> {
          for (GroupFacts facts : groups) {
            for (GroupFacts.PeerLag lag : facts.peers()) {
              gauge.call(value.applyAsDouble(lag), facts.group().name(), lag.peer().toString());
            }
          }
        },
        "group",
        "peer");
  }

  private void gauge(
      String name, String help, Consumer<GaugeWithCallback.Callback> collect, String... labels) {
    GaugeWithCallback.builder()
        .name(name)
        .help(help)
        .labelNames(labels)
        .callback(collect)
        .register(registry);
  }

  private Counter counter(String name, String help, String... labels) {
    return Counter.builder()
        .name(name)
        .help(help)
        .labelNames(labels)
        .withoutExemplars()
        .register(registry);
  }

  private Histogram histogram(String name, String help, double[] bounds, String... labels) {
    return Histogram.builder()
        .name(name)
        .help(help)
        .labelNames(labels)
        .classicOnly()
        .classicUpperBounds(bounds)
        .withoutExemplars()
        .register(registry);
  }
}

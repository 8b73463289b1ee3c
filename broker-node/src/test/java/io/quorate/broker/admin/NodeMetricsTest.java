package io.quorate.broker.admin;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.broker.session.BrokerFigures;
import io.quorate.replication.model.GroupId;
import io.quorate.replication.model.NodeId;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class NodeMetricsTest {

  private final NodeMetrics metrics = new NodeMetrics("0.1.0", "abc123");

  @Test
  void tellsTheBuildAndTheJvm() throws Exception {
    assertThat(scrape())
        .contains("quorate_build_info{revision=\"abc123\",version=\"0.1.0\"} 1")
        .contains("jvm_memory_used_bytes{area=\"heap\"}")
        .contains("jvm_gc_collection_seconds_count{gc=")
        .contains("jvm_threads_current ")
        .contains("process_open_fds ")
        .contains("process_cpu_seconds_total ");
  }

  @Test
  void tellsAMastersGroup() throws Exception {
    List<GroupFacts.PeerLag> peers =
        List.of(
            new GroupFacts.PeerLag(NodeId.of(2), 0, 0),
            new GroupFacts.PeerLag(NodeId.of(3), 40, 4_096));
    GroupFacts group =
        new GroupFacts(
            GroupId.MAIN,
            GroupRole.MASTER,
            7,
            true,
            NodeId.of(1),
            "all is well",
            2,
            3,
            5,
            90,
            88,
            87,
            peers);
    metrics.watchGroups(() -> List.of(group));

    assertThat(scrape())
        .contains("quorate_node_role{group=\"main\",role=\"master\"} 1.0")
        .contains("quorate_node_role{group=\"main\",role=\"replica\"} 0.0")
        .contains("quorate_leader_epoch{group=\"main\"} 7.0")
        .contains("quorate_log_first_index{group=\"main\"} 5.0")
        .contains("quorate_log_last_index{group=\"main\"} 90.0")
        .contains("quorate_log_commit_index{group=\"main\"} 88.0")
        .contains("quorate_log_applied_index{group=\"main\"} 87.0")
        .contains("quorate_quorum_size{group=\"main\"} 2.0")
        .contains("quorate_quorum_available{group=\"main\"} 3.0")
        .contains("quorate_replication_lag_entries{group=\"main\",peer=\"3\"} 40.0")
        .contains("quorate_replication_lag_bytes{group=\"main\",peer=\"3\"} 4096.0");
  }

  @Test
  void replicaClaimsNothingAboutTheQuorum() throws Exception {
    GroupFacts group =
        new GroupFacts(
            GroupId.MAIN,
            GroupRole.REPLICA,
            7,
            true,
            NodeId.of(2),
            "",
            2,
            GroupFacts.UNKNOWN,
            1,
            1,
            1,
            1,
            List.of());
    metrics.watchGroups(() -> List.of(group));

    assertThat(scrape())
        .doesNotContain("quorate_quorum_available{")
        .doesNotContain("quorate_replication_lag_bytes{");
  }

  @Test
  void asksForTheFactsOncePerScrape() throws Exception {
    AtomicInteger asked = new AtomicInteger();
    metrics.watchGroups(
        () -> {
          asked.incrementAndGet();
          return List.of();
        });

    scrape();
    scrape();

    assertThat(asked).hasValue(2);
  }

  @Test
  void metersCountAndMeasure() throws Exception {
    NodeMetrics.GroupMeter meter = metrics.meterOf(GroupId.MAIN);

    meter.masterChanged();
    meter.committed(2_000_000);
    metrics.synced(300_000, 120);
    metrics.synced(40_000_000, 1);
    metrics.sessionLost();

    assertThat(scrape())
        .contains("quorate_leader_changes_total{group=\"main\"} 1.0")
        .contains("quorate_commit_latency_seconds_bucket{group=\"main\",le=\"0.001\"} 0")
        .contains("quorate_commit_latency_seconds_bucket{group=\"main\",le=\"0.0025\"} 1")
        .contains("quorate_fsync_total 2.0")
        .contains("quorate_fsync_duration_seconds_count 2")
        .contains("quorate_group_commit_entries_sum 121.0")
        .contains("quorate_zk_session_lost_total 1.0");
  }

  @Test
  void tellsSessionAndStore() throws Exception {
    metrics.watchZooKeeper(() -> ZooKeeperSession.SUSPENDED);
    metrics.watchStore(() -> 1_000, () -> 50);

    assertThat(scrape())
        .contains("quorate_zk_session_state{state=\"connected\"} 0.0")
        .contains("quorate_zk_session_state{state=\"suspended\"} 1.0")
        .contains("quorate_disk_free_bytes 1000.0")
        .contains("quorate_store_bytes 50.0");
  }

  @Test
  void tellsSessionsQueuesAndTopics() throws Exception {
    BrokerFigures.Traffic traffic = new BrokerFigures.Traffic(9, 8, 2, 6, 1, 3);
    BrokerFigures.DestinationFigures orders =
        new BrokerFigures.DestinationFigures("orders", 4, 2, 1, 700, 5, 1_500, traffic);
    BrokerFigures figures =
        new BrokerFigures(
            GroupId.MAIN, 3, 10, 4, 6, 1, 12, 7, 11, traffic, List.of(orders), List.of(orders));
    metrics.watchBrokers(() -> List.of(figures));

    assertThat(scrape())
        .contains("quorate_connections{group=\"main\"} 3.0")
        .contains("quorate_connections_opened_total{group=\"main\"} 10.0")
        .contains("quorate_connections_closed_total{group=\"main\"} 7.0")
        .contains("quorate_producers{group=\"main\"} 4.0")
        .contains("quorate_consumers{group=\"main\"} 6.0")
        .contains("quorate_producers_blocked{group=\"main\"} 1.0")
        .contains("quorate_destinations{group=\"main\"} 12.0")
        .contains("quorate_messages_received_total{group=\"main\"} 9.0")
        .contains("quorate_messages_dead_lettered_total{group=\"main\"} 3.0")
        .contains("quorate_messages_rejected_total{group=\"main\"} 7.0")
        .contains("quorate_duplicates_dropped_total{group=\"main\"} 11.0")
        .contains("quorate_queue_messages_ready{group=\"main\",queue=\"orders\"} 4.0")
        .contains("quorate_queue_messages_unacked{group=\"main\",queue=\"orders\"} 2.0")
        .contains("quorate_queue_messages_scheduled{group=\"main\",queue=\"orders\"} 1.0")
        .contains("quorate_queue_bytes{group=\"main\",queue=\"orders\"} 700.0")
        .contains("quorate_queue_consumers{group=\"main\",queue=\"orders\"} 5.0")
        .contains("quorate_queue_oldest_age_seconds{group=\"main\",queue=\"orders\"} 1.5")
        .contains("quorate_queue_messages_redelivered_total{group=\"main\",queue=\"orders\"} 2.0")
        .contains("quorate_topic_messages_expired_total{group=\"main\",topic=\"orders\"} 1.0");
  }

  private String scrape() throws Exception {
    ByteArrayOutputStream page = new ByteArrayOutputStream();
    metrics.writeTo(page);
    return page.toString(StandardCharsets.UTF_8);
  }
}

package io.quorate.broker.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.client.admin.DigestComparison;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** A cluster under full load for minutes, at which nobody does anything. */
final class SteadyRun {
  private static final LogLoad.Shape FULL = new LogLoad.Shape(1, 1000, 1024, 0, false);
  private static final Duration WARM_UP = Duration.ofSeconds(60);
  private static final Duration SAMPLE = Duration.ofSeconds(20);

  /** What a live heap may vary between two moments of the same load. */
  private static final long HEAP_GROWTH_BYTES_MAX = 24L << 20;

  private static final String EVICTED = " from the line";

  private final Path folder;
  private final Consumer<String> out;

  SteadyRun(Path folder, Consumer<String> out) {
    this.folder = folder;
    this.out = out;
  }

  /** Nobody is evicted and no epoch changes. */
  void calm(Duration time) throws Exception {
    try (ProcessCluster cluster = new ProcessCluster(folder, ChaosSettings.DEFAULT);
        LogLoad load = new LogLoad(cluster.addresses(), FULL)) {
      cluster.start();
      cluster.awaitWhole();
      load.start();
      Patience.pause(Duration.ofSeconds(5));
      long epoch = load.meter().epoch();
      long evicted = cluster.countInLogs(EVICTED);
      long confirmed = load.meter().confirmedCount();
      double syncs = syncs(cluster);
      load.meter().watchGap();
      Patience.pause(time);
      confirmed = load.meter().confirmedCount() - confirmed;
      syncs = syncs(cluster) - syncs;
      evicted = cluster.countInLogs(EVICTED) - evicted;
      long epochChanges = load.meter().epoch() - epoch;
      out.accept(
          "CALM seconds=%d confirmed=%d rate=%d/s evictions=%d epoch_changes=%d longest_gap_ms=%d refused=%d unknown=%d %s fsyncs_per_entry=%.4f"
              .formatted(
                  time.toSeconds(),
                  confirmed,
                  confirmed / time.toSeconds(),
                  evicted,
                  epochChanges,
                  load.meter().longestGapMillis(),
                  load.meter().refusedCount(),
                  load.meter().unknownCount(),
                  load.meter().latencies(),
                  syncs / confirmed));
      load.stop();
      assertThat(
              DigestComparison.await(cluster.admin(), ProcessCluster.GROUP, ProcessCluster.PATIENCE)
                  .isEqual())
          .isTrue();
      assertThat(evicted).as("evictions").isZero();
      assertThat(epochChanges).as("epoch changes").isZero();
    }
  }

  /** With a replica dead the master keeps no more than before, and the replica catches up. */
  void withDeadReplica(Duration time) throws Exception {
    try (ProcessCluster cluster = new ProcessCluster(folder, ChaosSettings.DEFAULT);
        LogLoad load = new LogLoad(cluster.addresses(), FULL)) {
      cluster.start();
      cluster.awaitWhole();
      load.start();
      NodeProcess master = cluster.process(cluster.awaitMaster());
      NodeProcess replica = cluster.others(master).get(0);
      replica.kill();
      Patience.pause(WARM_UP);
      List<Long> heaps = sampleHeap(master, time);
      out.accept(
          "DEAD-REPLICA seconds=%d confirmed=%d samples=%d first_third_mb=%d last_third_mb=%d max_mb=%d"
              .formatted(
                  time.toSeconds(),
                  load.meter().confirmedCount(),
                  heaps.size(),
                  mean(heaps.subList(0, heaps.size() / 3)) >> 20,
                  mean(heaps.subList(heaps.size() * 2 / 3, heaps.size())) >> 20,
                  heaps.stream().mapToLong(bytes -> bytes).max().orElse(0) >> 20));
      load.stop();
      cluster.heal();
      assertThat(
              DigestComparison.await(cluster.admin(), ProcessCluster.GROUP, ProcessCluster.PATIENCE)
                  .isEqual())
          .isTrue();
      assertThat(mean(heaps.subList(heaps.size() * 2 / 3, heaps.size())))
          .as("live heap at the end")
          .isLessThan(mean(heaps.subList(0, heaps.size() / 3)) + HEAP_GROWTH_BYTES_MAX);
    }
  }

  private List<Long> sampleHeap(NodeProcess node, Duration time) throws IOException {
    List<Long> samples = new ArrayList<>();
    long endNanos = System.nanoTime() + time.toNanos();
    while (System.nanoTime() - endNanos < 0 || samples.size() < 3) {
      samples.add(Vitals.liveHeapBytes(node.pid()));
      out.accept(
          "heap of node %d: %d MiB live, %d MiB resident"
              .formatted(
                  node.id(),
                  samples.get(samples.size() - 1) >> 20,
                  Vitals.residentBytes(node.pid()) >> 20));
      Patience.pause(SAMPLE);
    }
    return samples;
  }

  private static long mean(List<Long> values) {
    return (long) values.stream().mapToLong(value -> value).average().orElse(0);
  }

  private static double syncs(ProcessCluster cluster) {
    return cluster.process(cluster.awaitMaster()).metric("quorate_fsync_total");
  }
}

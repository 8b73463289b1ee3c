package io.quorate.broker.process;

import io.quorate.client.Consumer;
import io.quorate.client.Message;
import io.quorate.client.Producer;
import io.quorate.client.QuorateClient;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Starts with a long log. */
@Command(
    name = "restart",
    description = {
      "Fills a queue that nobody drains, kills one node and starts it again, then all of them. Each",
      "time the node, or the cluster, has to serve soon: the first confirmation, the first message",
      "out of the queue, and for the one node to be a replica that lacks nothing."
    },
    mixinStandardHelpOptions = true,
    showDefaultValues = true)
final class MeasureRestart implements Callable<Integer> {
  private static final String DEEP = "deep";
  private static final String PROBE = "probe";
  private static final int PROBE_BYTES = 100;
  private static final Duration MESSAGE_MAX = Duration.ofSeconds(60);
  private static final int MIB_BITS = 20;

  @Mixin private MeasureOptions options = new MeasureOptions();

  @Option(
      names = "--log",
      paramLabel = "SIZE",
      defaultValue = "10GiB",
      converter = MeasureOptions.Size.class,
      description = "How much waits, and so stays in the log.")
  private Long log = 0L;

  @Option(names = "--bytes", paramLabel = "N", description = "Of a body, 8 at least.")
  private int bytes = 16_384;

  @Option(names = "--seconds-max", paramLabel = "N", description = "How long it may take.")
  private int secondsMax = 10;

  @Override
  public Integer call() throws Exception {
    try (MeasuredCluster cluster = options.start()) {
      fill(cluster);
      cluster.processes().awaitWhole();
      String disk = cluster.mebibytes(MeasuredCluster::diskBytes);

      NodeProcess node = cluster.processes().others(cluster.master()).get(0);
      Stopwatch one = new Stopwatch();
      node.kill();
      node.start();
      cluster.processes().awaitWhole();
      double oneSeconds = one.seconds();

      NodeProcess master = cluster.master();
      Stopwatch leading = new Stopwatch();
      master.kill();
      master.start();
      double leadingSeconds = confirmSeconds(cluster, leading);
      cluster.processes().awaitWhole();
      double leadingWholeSeconds = leading.seconds();

      Stopwatch all = new Stopwatch();
      cluster.killAllAndStart();
      double allSeconds = confirmSeconds(cluster, all);
      double receivedSeconds = receiveSeconds(cluster, all);
      cluster.processes().awaitWhole();
      double wholeSeconds = all.seconds();

      System.out.printf(
          "restart log_mb=%d disk_mb=%s replica_whole_s=%.1f master_confirm_s=%.1f"
              + " master_whole_s=%.1f all_confirm_s=%.1f all_receive_s=%.1f all_whole_s=%.1f"
              + " rss_max_mb=%s%n",
          log >> MIB_BITS,
          disk,
          oneSeconds,
          leadingSeconds,
          leadingWholeSeconds,
          allSeconds,
          receivedSeconds,
          wholeSeconds,
          cluster.mebibytes(MeasuredCluster::residentBytesMax));
      double worst = Math.max(Math.max(oneSeconds, leadingWholeSeconds), receivedSeconds);
      return worst <= secondsMax ? 0 : 1;
    }
  }

  private void fill(MeasuredCluster cluster) {
    NumberedBodies bodies = new NumberedBodies(bytes);
    try (QuorateClient client = cluster.connect();
        Producer producer = client.producer(DEEP)) {
      NumberedSends sends = new NumberedSends(bodies, 0, producer::sendAsync);
      while (sends.sent() < log / bytes) {
        sends.send();
      }
      sends.awaitConfirmed(ProcessCluster.PATIENCE);
    }
  }

  /** Until a message is confirmed that was sent after the kill. */
  private static double confirmSeconds(MeasuredCluster cluster, Stopwatch watch) {
    try (QuorateClient client = cluster.connect();
        Producer producer = client.producer(PROBE)) {
      producer.send(new byte[PROBE_BYTES]);
      return watch.seconds();
    }
  }

  private static double receiveSeconds(MeasuredCluster cluster, Stopwatch watch) {
    try (QuorateClient client = cluster.connect();
        Consumer consumer = client.consumer(DEEP)) {
      Message message = consumer.receive(MESSAGE_MAX);
      if (message == null) {
        throw new AssertionError("expected a message of queue %s, found none".formatted(DEEP));
      }
      return watch.seconds();
    }
  }
}

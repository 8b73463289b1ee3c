package io.quorate.broker.process;

import io.quorate.client.Consumer;
import io.quorate.client.ConsumerOptions;
import io.quorate.client.Message;
import io.quorate.client.Producer;
import io.quorate.client.QuorateClient;
import io.quorate.client.admin.AdminException;
import io.quorate.client.admin.BrokerAdmin;
import io.quorate.client.admin.DiskUsage;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** One message that nobody acknowledges, and much traffic behind it. */
@Command(
    name = "stuck",
    description = {
      "A consumer holds the first message of a queue and does not acknowledge it; others are sent",
      "and consumed behind it. The data folder of every node has to stay small. Then the master is",
      "killed, and the message has to come from the next one as it was sent."
    },
    mixinStandardHelpOptions = true,
    showDefaultValues = true)
final class MeasureStuck implements Callable<Integer> {
  private static final String QUEUE = "traffic";
  private static final Duration MESSAGE_MAX = Duration.ofSeconds(60);
  private static final Duration LOCK = Duration.ofHours(12);

  /** Sent and not consumed yet: what waits takes disk rightly. */
  private static final int AHEAD_BYTES = 16 << 20;

  private static final int MIB_BITS = 20;

  @Mixin private MeasureOptions options = new MeasureOptions();

  @Option(
      names = "--traffic",
      paramLabel = "SIZE",
      defaultValue = "20GiB",
      converter = MeasureOptions.Size.class,
      description = "Sent and consumed behind the stuck message.")
  private Long traffic = 0L;

  @Option(names = "--bytes", paramLabel = "N", description = "Of a body, 8 at least.")
  private int bytes = 65_536;

  @Option(
      names = "--disk-max",
      paramLabel = "SIZE",
      defaultValue = "2GiB",
      converter = MeasureOptions.Size.class,
      description = "What the data folder of a node may take at any time.")
  private Long diskMax = 0L;

  @Override
  public Integer call() throws Exception {
    NumberedBodies bodies = new NumberedBodies(bytes);
    try (MeasuredCluster cluster = options.start();
        DiskWatch disk =
            new DiskWatch(
                cluster.processes().nodes().stream().map(NodeProcess::data).toList(),
                MeasureStuck::say)) {
      Stopwatch watch = new Stopwatch();
      long consumed;
      try (QuorateClient client = cluster.connect();
          Producer producer = client.producer(QUEUE);
          Consumer holder = client.consumer(QUEUE, holding())) {
        producer.send(bodies.body(0));
        Message stuck = holder.receive(MESSAGE_MAX);
        consumed = stuck == null ? 0 : flow(client, producer, bodies);
        explain(cluster);
      }
      double seconds = watch.seconds();
      cluster.processes().checkAlive();
      String heap = cluster.mebibytes(MeasuredCluster::liveHeapBytes);
      cluster.master().kill();
      boolean isWhole = takeStuck(cluster, bodies);

      System.out.printf(
          "stuck traffic_mb=%d bytes=%d seconds=%.0f mb_per_s=%.1f consumed=%d disk_max_mb=%d"
              + " heap_mb=%s stuck_received=%s%n",
          traffic >> MIB_BITS,
          bytes,
          seconds,
          (traffic >> MIB_BITS) / seconds,
          consumed,
          disk.maxBytes() >> MIB_BITS,
          heap,
          isWhole);
      return isWhole && consumed == count() && disk.maxBytes() <= diskMax ? 0 : 1;
    }
  }

  private static ConsumerOptions holding() {
    return ConsumerOptions.builder().prefetch(1).prefetchBytes(1).lock(LOCK).build();
  }

  private long count() {
    return traffic / bytes;
  }

  /** Sends and consumes at the same time; returns how many different messages came. */
  private long flow(QuorateClient client, Producer producer, NumberedBodies bodies) {
    Semaphore ahead = new Semaphore(Math.max(1, AHEAD_BYTES / bytes));
    CompletableFuture<Long> consumed =
        CompletableFuture.supplyAsync(() -> consume(client, bodies, ahead));
    NumberedSends sends = new NumberedSends(bodies, 1, producer::sendAsync);
    while (sends.sent() < count() && !consumed.isDone()) {
      ahead.acquireUninterruptibly();
      sends.send();
    }
    sends.awaitConfirmed(ProcessCluster.PATIENCE);
    return consumed.join();
  }

  private long consume(QuorateClient client, NumberedBodies bodies, Semaphore ahead) {
    Receipts receipts = new Receipts(bodies);
    try (Consumer consumer = client.consumer(QUEUE)) {
      while (receipts.distinct() < count()) {
        Message message = consumer.receive(MESSAGE_MAX);
        if (message == null) {
          break;
        }
        receipts.take(message);
        ahead.release();
      }
      consumer.flush(MESSAGE_MAX);
    }
    return receipts.distinct();
  }

  private static void explain(MeasuredCluster cluster) throws AdminException {
    try (BrokerAdmin admin = cluster.admin()) {
      DiskUsage usage = admin.diskWhy();
      System.out.printf(
          "disk why: log_mb=%d kept_bytes=%d state_bytes=%d entries %d to %d%n",
          usage.logBytes() >> MIB_BITS,
          usage.keptBytes(),
          usage.stateBytes(),
          usage.firstIndex(),
          usage.lastIndex());
      usage.holders().forEach(holder -> System.out.println("disk why: " + holder));
    }
  }

  private static void say(String line) {
    System.out.println(line);
  }

  /** From the next master, by a client that is new to it. */
  private static boolean takeStuck(MeasuredCluster cluster, NumberedBodies bodies) {
    try (QuorateClient client = cluster.connect();
        Consumer consumer = client.consumer(QUEUE)) {
      Message stuck = consumer.receive(MESSAGE_MAX);
      if (stuck == null || bodies.number(stuck) != 0) {
        return false;
      }
      stuck.acknowledge();
      return consumer.flush(MESSAGE_MAX);
    }
  }
}

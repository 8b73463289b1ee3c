package io.quorate.broker.process;

import io.quorate.client.Consumer;
import io.quorate.client.Destination;
import io.quorate.client.Message;
import io.quorate.client.QuorateClient;
import io.quorate.client.admin.AdminException;
import io.quorate.client.admin.BrokerAdmin;
import io.quorate.client.admin.DestinationStatus;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Many queues that hold next to nothing. */
@Command(
    name = "queues",
    description = {
      "Sends one message to each of many queues that are created by it, lists them, kills all nodes",
      "and starts them again, and drains the queues, each with a consumer of its own: every queue",
      "has to be there with its message, and no node may run out of heap."
    },
    mixinStandardHelpOptions = true,
    showDefaultValues = true)
final class MeasureQueues implements Callable<Integer> {
  private static final String PATTERN = "many.>";
  private static final Duration MESSAGE_MAX = Duration.ofSeconds(30);
  private static final int CONSUMERS = 16;

  @Mixin private MeasureOptions options = new MeasureOptions();

  @Option(names = "--queues", paramLabel = "N", description = "How many.")
  private int queues = 100_000;

  @Option(names = "--bytes", paramLabel = "N", description = "Of a body, 8 at least.")
  private int bytes = 100;

  @Override
  public Integer call() throws Exception {
    NumberedBodies bodies = new NumberedBodies(bytes);
    try (MeasuredCluster cluster = options.start();
        QuorateClient client = cluster.connect()) {
      Stopwatch creating = new Stopwatch();
      fill(client, bodies);
      double createdSeconds = creating.seconds();
      String heap = cluster.mebibytes(MeasuredCluster::liveHeapBytes);

      Stopwatch listing = new Stopwatch();
      int listed = list(cluster);
      double listedSeconds = listing.seconds();

      Stopwatch restarting = new Stopwatch();
      cluster.killAllAndStart();
      cluster.processes().awaitMaster();
      double restartedSeconds = restarting.seconds();
      cluster.processes().awaitWhole();
      int listedAgain = list(cluster);
      String heapAgain = cluster.mebibytes(MeasuredCluster::liveHeapBytes);

      Stopwatch draining = new Stopwatch();
      int drained = drain(client, bodies);
      double drainedSeconds = draining.seconds();

      System.out.printf(
          "queues queues=%d created_s=%.1f listed=%d listed_s=%.1f restarted_s=%.1f"
              + " listed_again=%d drained=%d drained_s=%.1f heap_full_mb=%s heap_restarted_mb=%s"
              + " heap_drained_mb=%s rss_max_mb=%s disk_mb=%s%n",
          queues,
          createdSeconds,
          listed,
          listedSeconds,
          restartedSeconds,
          listedAgain,
          drained,
          drainedSeconds,
          heap,
          heapAgain,
          cluster.mebibytes(MeasuredCluster::liveHeapBytes),
          cluster.mebibytes(MeasuredCluster::residentBytesMax),
          cluster.mebibytes(MeasuredCluster::diskBytes));
      cluster.processes().checkAlive();
      return listed == queues && listedAgain == queues && drained == queues ? 0 : 1;
    }
  }

  private static Destination queue(long number) {
    return Destination.queue("many.%06d".formatted(number));
  }

  private void fill(QuorateClient client, NumberedBodies bodies) {
    AtomicInteger next = new AtomicInteger();
    NumberedSends sends =
        new NumberedSends(
            bodies, 0, message -> client.sendAsync(queue(next.getAndIncrement()), message));
    while (sends.sent() < queues) {
      sends.send();
    }
    sends.awaitConfirmed(ProcessCluster.PATIENCE);
  }

  /** How many queues hold their message. */
  private int list(MeasuredCluster cluster) throws AdminException {
    int whole = 0;
    String last = "";
    boolean hasMore = true;
    try (BrokerAdmin admin = cluster.admin()) {
      while (hasMore) {
        DestinationStatus.Page page =
            admin.destinations(Destination.Kind.QUEUE, PATTERN, last, BrokerAdmin.PAGE_MAX);
        for (DestinationStatus queue : page.destinations()) {
          whole += queue.ready() == 1 ? 1 : 0;
          last = queue.destination().name();
        }
        hasMore = page.hasMore();
      }
    }
    return whole;
  }

  private int drain(QuorateClient client, NumberedBodies bodies) throws Exception {
    AtomicInteger next = new AtomicInteger();
    ExecutorService threads = Executors.newFixedThreadPool(CONSUMERS);
    try {
      List<Future<Integer>> shares = new ArrayList<>();
      for (int i = 0; i < CONSUMERS; i++) {
        shares.add(threads.submit(() -> drainShare(client, bodies, next)));
      }
      int drained = 0;
      for (Future<Integer> share : shares) {
        drained += share.get();
      }
      return drained;
    } finally {
      threads.shutdownNow();
    }
  }

  private int drainShare(QuorateClient client, NumberedBodies bodies, AtomicInteger next) {
    int drained = 0;
    for (int number = next.getAndIncrement(); number < queues; number = next.getAndIncrement()) {
      try (Consumer consumer = client.consumer(queue(number).name())) {
        Message message = consumer.receive(MESSAGE_MAX);
        if (message != null && bodies.number(message) == number) {
          message.acknowledge();
          drained++;
        }
      }
    }
    return drained;
  }
}

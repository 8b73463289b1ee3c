package io.quorate.broker.process;

import io.quorate.client.Consumer;
import io.quorate.client.Destination;
import io.quorate.client.Message;
import io.quorate.client.Producer;
import io.quorate.client.ProducerOptions;
import io.quorate.client.QuorateClient;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** A queue deeper than memory. */
@Command(
    name = "backlog",
    description = {
      "Fills one queue with small messages, and then drains it: all have to be accepted and to come",
      "out once, and no node may run out of heap."
    },
    mixinStandardHelpOptions = true,
    showDefaultValues = true)
final class MeasureBacklog implements Callable<Integer> {
  private static final String QUEUE = "deep";
  private static final Duration MESSAGE_MAX = Duration.ofSeconds(30);

  @Mixin private MeasureOptions options = new MeasureOptions();

  @Option(names = "--messages", paramLabel = "N", description = "How many wait.")
  private int messages = 5_000_000;

  @Option(names = "--bytes", paramLabel = "N", description = "Of a body, 8 at least.")
  private int bytes = 100;

  @Option(
      names = "--batch-messages",
      paramLabel = "N",
      description = "How many may share an entry of the log; 1 makes the index as large as can be.")
  private int batchMessages = 8_192;

  @Override
  public Integer call() throws Exception {
    NumberedBodies bodies = new NumberedBodies(bytes);
    try (MeasuredCluster cluster = options.start();
        QuorateClient client = cluster.connect()) {
      long epoch = cluster.epoch();
      Stopwatch accepting = new Stopwatch();
      fill(client, bodies);
      double acceptedSeconds = accepting.seconds();
      String heap = cluster.mebibytes(MeasuredCluster::liveHeapBytes);
      String disk = cluster.mebibytes(MeasuredCluster::diskBytes);

      Stopwatch draining = new Stopwatch();
      Receipts receipts = drain(client, bodies);
      double drainedSeconds = draining.seconds();

      System.out.printf(
          "backlog messages=%d bytes=%d accepted_s=%.1f drained_s=%.1f distinct=%d duplicates=%d"
              + " redelivered=%d heap_full_mb=%s heap_empty_mb=%s rss_max_mb=%s disk_full_mb=%s"
              + " disk_empty_mb=%s epochs=%d%n",
          messages,
          bytes,
          acceptedSeconds,
          drainedSeconds,
          receipts.distinct(),
          receipts.duplicates(),
          receipts.redelivered(),
          heap,
          cluster.mebibytes(MeasuredCluster::liveHeapBytes),
          cluster.mebibytes(MeasuredCluster::residentBytesMax),
          disk,
          cluster.mebibytes(MeasuredCluster::diskBytes),
          cluster.epoch() - epoch + 1);
      cluster.processes().checkAlive();
      return receipts.distinct() == messages && receipts.duplicates() == 0 ? 0 : 1;
    }
  }

  private void fill(QuorateClient client, NumberedBodies bodies) {
    try (Producer producer = client.producer(Destination.queue(QUEUE), batches())) {
      NumberedSends sends = new NumberedSends(bodies, 0, producer::sendAsync);
      while (sends.sent() < messages) {
        sends.send();
      }
      sends.awaitConfirmed(ProcessCluster.PATIENCE);
    }
  }

  private ProducerOptions batches() {
    return ProducerOptions.builder().batchMessagesMax(batchMessages).build();
  }

  private Receipts drain(QuorateClient client, NumberedBodies bodies) {
    Receipts receipts = new Receipts(bodies);
    try (Consumer consumer = client.consumer(QUEUE)) {
      Message message = consumer.receive(MESSAGE_MAX);
      while (message != null) {
        receipts.take(message);
        message =
            receipts.distinct() == messages ? consumer.receiveNow() : consumer.receive(MESSAGE_MAX);
      }
      consumer.flush(MESSAGE_MAX);
    }
    return receipts;
  }
}

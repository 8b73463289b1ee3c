package io.quorate.cli;

import io.quorate.client.ClientOptions;
import io.quorate.client.Consumer;
import io.quorate.client.ConsumerOptions;
import io.quorate.client.Destination;
import io.quorate.client.Message;
import io.quorate.client.MessageBuilder;
import io.quorate.client.NotStoredException;
import io.quorate.client.Producer;
import io.quorate.client.ProducerOptions;
import io.quorate.client.QuorateClient;
import io.quorate.client.QuorateException;
import io.quorate.client.admin.AdminException;
import io.quorate.client.admin.BrokerAdmin;
import io.quorate.client.admin.DestinationSettings;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.SynchronizedHistogram;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;

/** One measurement: producers and consumers, each with a thread and a connection of its own. */
final class BenchRun {
  /**
   * What is to be done.
   *
   * @param queue null: for this run alone, deleted at its end
   * @param queues with more than one, that is what their names begin with
   */
  record Load(
      @Nullable String queue,
      int queues,
      int producers,
      int consumers,
      int window,
      int bodyBytes,
      boolean isVolatile,
      Duration warmUp,
      Duration measured) {}

  /** As many producers as a connection may have unless the cluster says otherwise. */
  static final int QUEUES_MAX = 1_000;

  /** When the body was made, on this process's clock. */
  static final int HEADER_BYTES = Long.BYTES;

  private static final Duration RECEIVE_MAX = Duration.ofMillis(100);
  private static final Duration FLUSH_MAX = Duration.ofSeconds(35);
  private static final long STEP_MILLIS = 100;

  private final Main main;
  private final CommandSpec spec;
  private final Load load;
  private final SendTally tally = new SendTally();
  private final Histogram endToEnd = new SynchronizedHistogram(3);
  private volatile boolean isMeasuring;
  private volatile boolean isOver;
  private volatile boolean isDrained;

  /** Null: none. */
  private volatile @Nullable QuorateException receiveFailure;

  BenchRun(Main main, CommandSpec spec, Load load) {
    this.main = main;
    this.spec = spec;
    this.load = load;
  }

  BenchResult run() throws AdminException, InterruptedException {
    String named = load.queue();
    if (named != null) {
      return measure(Main.checked(spec, "--queue: ", () -> queues(named)));
    }
    List<Destination> queues =
        queues("bench.%08x".formatted(ThreadLocalRandom.current().nextInt()));
    List<Destination> created = new ArrayList<>();
    try (BrokerAdmin admin = main.admin()) {
      try {
        for (Destination queue : queues) {
          admin.create(queue, DestinationSettings.none());
          created.add(queue);
        }
        return measure(queues);
      } finally {
        for (Destination queue : created) {
          admin.delete(queue, true);
        }
      }
    }
  }

  private List<Destination> queues(String name) {
    if (load.queues() == 1) {
      return List.of(Destination.queue(name));
    }
    return IntStream.rangeClosed(1, load.queues())
        .mapToObj(number -> Destination.queue("%s.%d".formatted(name, number)))
        .toList();
  }

  private BenchResult measure(List<Destination> queues)
      throws AdminException, InterruptedException {
    List<QuorateClient> clients = new ArrayList<>();
    List<Thread> producers = new ArrayList<>();
    List<Thread> consumers = new ArrayList<>();
    try {
      for (int i = 0; i < load.consumers(); i++) {
        Destination queue = queues.get(i % queues.size());
        Consumer consumer = connect(clients).consumer(queue, ConsumerOptions.defaults());
        consumers.add(thread("bench-consumer-" + i, () -> receive(consumer)));
      }
      for (int i = 0; i < load.producers(); i++) {
        QuorateClient client = connect(clients);
        List<Producer> targets =
            queues.stream()
                .map(queue -> client.producer(queue, ProducerOptions.defaults()))
                .toList();
        producers.add(thread("bench-producer-" + i, () -> send(targets)));
      }
      consumers.forEach(Thread::start);
      producers.forEach(Thread::start);
      awaitEnd();
      join(producers);
      isDrained = true;
      join(consumers);
      return result();
    } finally {
      isOver = true;
      isDrained = true;
      clients.forEach(QuorateClient::close);
    }
  }

  private QuorateClient connect(List<QuorateClient> clients) throws AdminException {
    QuorateClient client = main.connect(ClientOptions.builder());
    clients.add(client);
    return client;
  }

  private static Thread thread(String name, Runnable work) {
    Thread thread = new Thread(work, name);
    thread.setDaemon(true);
    return thread;
  }

  private static void join(List<Thread> threads) throws InterruptedException {
    for (Thread thread : threads) {
      thread.join();
    }
  }

  /** A refusal for good will not get better by waiting. */
  private boolean isRefused() {
    return tally.firstFailure() instanceof NotStoredException;
  }

  private void awaitEnd() throws InterruptedException {
    Progress progress = Progress.onTerminal();
    long totalMillis = load.warmUp().plus(load.measured()).toMillis();
    long startNanos = System.nanoTime();
    for (long millis = 0; millis < totalMillis && !isRefused(); millis = millisSince(startNanos)) {
      if (!isMeasuring && millis >= load.warmUp().toMillis()) {
        tally.restart();
        isMeasuring = true;
      }
      progress.show(millis / 1000, totalMillis / 1000);
      TimeUnit.MILLISECONDS.sleep(Math.min(STEP_MILLIS, totalMillis - millis));
    }
    tally.end();
    isMeasuring = false;
    isOver = true;
    progress.clear();
  }

  private static long millisSince(long startNanos) {
    return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - startNanos);
  }

  /** Goes on through failovers; a refusal for good ends it. */
  private void send(List<Producer> producers) {
    Semaphore window = new Semaphore(load.window());
    int turn = 0;
    while (!isOver && !isRefused()) {
      if (!acquire(window)) {
        continue;
      }
      turn = (turn + 1) % producers.size();
      tally.begun();
      long sentNanos = System.nanoTime();
      var unused =
          producers
              .get(turn)
              .sendAsync(message(sentNanos))
              .whenComplete(
                  (confirmed, failure) -> {
                    window.release();
                    tally.ended(sentNanos, confirmed, failure);
                  });
    }
    producers.forEach(producer -> producer.flush(FLUSH_MAX));
  }

  private static boolean acquire(Semaphore window) {
    try {
      return window.tryAcquire(STEP_MILLIS, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private Message message(long sentNanos) {
    byte[] body = new byte[load.bodyBytes()];
    ByteBuffer.wrap(body).putLong(sentNanos);
    MessageBuilder message = Message.builder().body(body);
    return load.isVolatile() ? message.nonPersistent().build() : message.build();
  }

  private void receive(Consumer consumer) {
    try {
      Message message = consumer.receive(RECEIVE_MAX);
      while (message != null || !isDrained) {
        if (message != null) {
          take(message);
        }
        message = consumer.receive(RECEIVE_MAX);
      }
      consumer.flush(FLUSH_MAX);
    } catch (QuorateException e) {
      receiveFailure = e;
    }
  }

  /** What others sent to a queue of their own has no time of ours. */
  private void take(Message message) {
    message.acknowledge();
    if (isMeasuring && message.bodyBytes() >= HEADER_BYTES) {
      long nanos = System.nanoTime() - message.bodyBuffer().getLong();
      endToEnd.recordValue(Math.min(Math.max(0, nanos), TimeUnit.HOURS.toNanos(1)));
    }
  }

  private static String wordsOf(Throwable failure) {
    return failure instanceof QuorateException known
        ? known.detail()
        : String.valueOf(failure.getMessage());
  }

  private BenchResult result() {
    Throwable failure = receiveFailure == null ? tally.firstFailure() : receiveFailure;
    return new BenchResult(
        load,
        tally.seconds(),
        tally.confirmed(),
        tally.notStored(),
        tally.unknown(),
        endToEnd.getTotalCount(),
        tally.longestGapMillis(),
        tally.latencies(),
        load.consumers() == 0 ? null : Percentiles.ofNanos(endToEnd),
        failure == null ? "" : wordsOf(failure));
  }
}

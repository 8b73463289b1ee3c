package io.quorate.broker.process;

import io.quorate.client.Consumer;
import io.quorate.client.ConsumerOptions;
import io.quorate.client.Message;
import io.quorate.client.Producer;
import io.quorate.client.QuorateClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;

/**
 * One queue: its first message is held by a consumer all the time, and behind it messages flow at a
 * pace, past consumers that come with a connection of their own, stay a while and leave. Others
 * come and leave at once, without settling what they got.
 */
final class SoakTraffic implements AutoCloseable {
  private static final String QUEUE = "traffic";
  private static final Duration LOCK = Duration.ofHours(12);
  private static final Duration STAY = Duration.ofSeconds(3);
  private static final Duration BETWEEN_PASSERS = Duration.ofMillis(250);
  private static final int PASSER_PREFETCH = 10;
  private static final Duration MESSAGE_MAX = Duration.ofMillis(100);
  private static final Duration STUCK_MAX = Duration.ofSeconds(60);
  private static final Duration FLUSH_MAX = Duration.ofSeconds(30);
  private static final Duration PRODUCER_STEP = Duration.ofMillis(5);

  /** Sent and not received yet: what waits takes memory and disk rightly. */
  private static final int AHEAD_MAX = 20_000;

  /** How many messages should have been sent by now. */
  private record Pace(long startNanos, long sentAtStart, int perSecond) {
    long due() {
      double seconds = (System.nanoTime() - startNanos) / 1e9;
      return sentAtStart + (long) (seconds * perSecond);
    }
  }

  private final MeasuredCluster cluster;
  private final int consumers;
  private final ExecutorService threads = Executors.newCachedThreadPool(SoakTraffic::daemon);
  private final List<CompletableFuture<Void>> visitors = new ArrayList<>();
  private final NumberedBodies bodies;
  private final Receipts receipts;
  private final QuorateClient client;
  private final Producer producer;
  private final Consumer holder;
  private final NumberedSends sends;
  private final AtomicLong visits = new AtomicLong();
  private final AtomicLong passers = new AtomicLong();
  private CompletableFuture<Void> producing = CompletableFuture.completedFuture(null);
  private volatile Pace pace = new Pace(System.nanoTime(), 0, Integer.MAX_VALUE);
  private volatile Message stuck;
  private volatile boolean sending = true;
  private volatile boolean open = true;

  /** Begins at full speed. */
  SoakTraffic(MeasuredCluster cluster, int bytes, int consumers) {
    this.cluster = cluster;
    this.consumers = consumers;
    bodies = new NumberedBodies(bytes);
    receipts = new Receipts(bodies);
    client = cluster.connect();
    producer = client.producer(QUEUE);
    sends = new NumberedSends(bodies, 0, producer::sendAsync);
    sends.send();
    holder = client.consumer(QUEUE, one());
    stuck = firstMessage();
    begin();
  }

  /** The limit of bytes keeps a second message from being fetched while the first is held. */
  private static ConsumerOptions one() {
    return ConsumerOptions.builder().prefetch(1).prefetchBytes(1).lock(LOCK).build();
  }

  private static Thread daemon(Runnable task) {
    Thread thread = new Thread(task, "soak");
    thread.setDaemon(true);
    return thread;
  }

  private Message firstMessage() {
    Message message = holder.receive(STUCK_MAX);
    if (message == null || !isFirst(message)) {
      throw new AssertionError("expected the first message, found " + message);
    }
    return message;
  }

  private boolean isFirst(Message message) {
    return bodies.number(message) == 0;
  }

  private void begin() {
    producing = CompletableFuture.runAsync(this::produce, threads);
    for (int i = 1; i <= consumers; i++) {
      // The first visits are of different lengths, so that later ones end one after the other.
      Duration first = STAY.multipliedBy(i).dividedBy(consumers);
      visitors.add(CompletableFuture.runAsync(() -> visitAgainAndAgain(first), threads));
    }
    visitors.add(CompletableFuture.runAsync(this::passByAgainAndAgain, threads));
    visitors.add(CompletableFuture.runAsync(this::holdAgainAndAgain, threads));
  }

  /** From now on. */
  void setPace(int perSecond) {
    pace = new Pace(System.nanoTime(), sends.sent(), perSecond);
  }

  private void produce() {
    while (sending) {
      long end = Math.min(pace.due(), received() + AHEAD_MAX);
      while (sending && sends.sent() < end) {
        sends.send();
      }
      Patience.pause(PRODUCER_STEP);
    }
  }

  private void visitAgainAndAgain(Duration first) {
    visit(first);
    while (open) {
      visit(STAY);
    }
  }

  private void visit(Duration stay) {
    long endNanos = System.nanoTime() + stay.toNanos();
    try (QuorateClient visitor = cluster.connect();
        Consumer consumer = visitor.consumer(QUEUE)) {
      while (open && System.nanoTime() - endNanos < 0) {
        Message message = consumer.receive(MESSAGE_MAX);
        if (message != null && isFirst(message)) {
          message.release();
        } else if (message != null) {
          take(message);
        }
      }
      consumer.flush(FLUSH_MAX);
    }
    visits.incrementAndGet();
  }

  private void take(Message message) {
    synchronized (receipts) {
      receipts.take(message);
    }
  }

  /** After a change of masters the first message is offered again, perhaps to somebody else. */
  private void holdAgainAndAgain() {
    while (open) {
      Message message = holder.receive(MESSAGE_MAX);
      if (message != null && isFirst(message)) {
        stuck = message;
      } else if (message != null) {
        message.release();
      }
    }
  }

  private void passByAgainAndAgain() {
    ConsumerOptions few = ConsumerOptions.builder().prefetch(PASSER_PREFETCH).build();
    while (open) {
      try (QuorateClient passer = cluster.connect();
          Consumer consumer = passer.consumer(QUEUE, few)) {
        consumer.receive(MESSAGE_MAX);
      }
      passers.incrementAndGet();
      Patience.pause(BETWEEN_PASSERS);
    }
  }

  long confirmed() {
    return sends.confirmed();
  }

  /** Different ones. */
  long received() {
    synchronized (receipts) {
      return receipts.distinct();
    }
  }

  long duplicates() {
    synchronized (receipts) {
      return receipts.duplicates();
    }
  }

  long redelivered() {
    synchronized (receipts) {
      return receipts.redelivered();
    }
  }

  /** Consumers that came, stayed and left. */
  long visits() {
    return visits.get();
  }

  /** Consumers that left at once. */
  long passers() {
    return passers.get();
  }

  /** Fails if somebody has failed. */
  void check() {
    if (producing.isCompletedExceptionally()) {
      producing.join();
    }
    visitors.stream()
        .filter(CompletableFuture::isCompletedExceptionally)
        .forEach(future -> future.join());
  }

  /** Sends no more, and waits until all is confirmed and nothing more comes. */
  void drain(Duration limit) {
    sending = false;
    producing.join();
    sends.awaitConfirmed(limit);
    long endNanos = System.nanoTime() + limit.toNanos();
    // All but the one that is held.
    while (received() < confirmed() - 1 && System.nanoTime() - endNanos < 0) {
      check();
      Patience.pause(MESSAGE_MAX);
    }
    open = false;
    visitors.forEach(CompletableFuture::join);
  }

  /** Acknowledges the message that was held; whether it was held until now. */
  boolean takeStuck() {
    long lost = holder.lostSettlements();
    take(stuck);
    return holder.flush(FLUSH_MAX) && holder.lostSettlements() == lost;
  }

  @Override
  public void close() {
    sending = false;
    open = false;
    threads.shutdownNow();
    client.close();
  }
}

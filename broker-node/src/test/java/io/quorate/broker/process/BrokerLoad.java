package io.quorate.broker.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.broker.process.Tally.Deed;
import io.quorate.client.ClientOptions;
import io.quorate.client.ConsumerOptions;
import io.quorate.client.Destination;
import io.quorate.client.MessageBuilder;
import io.quorate.client.ProducerOptions;
import io.quorate.client.QuorateClient;
import io.quorate.client.admin.AdminException;
import io.quorate.client.admin.BrokerAdmin;
import io.quorate.client.admin.DigestComparison;
import io.quorate.client.admin.NodeAddress;
import io.quorate.client.history.History;
import io.quorate.client.history.History.Trait;
import io.quorate.client.history.HistoryChecker;
import io.quorate.client.history.HistoryFile;
import io.quorate.client.history.HistoryReport;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Applications that send and receive whatever happens, through the public client alone: an ordered
 * queue, one with priorities, delays, times to live and a selector, their dead letters, one whose
 * messages are moved on in transactions, one that is purged, and a topic with a durable subscriber
 * that comes and goes and two that share a subscription.
 */
final class BrokerLoad implements Load {
  /**
   * How much.
   *
   * @param window messages of one producer that are not confirmed yet
   * @param ratePerSecond of each producer
   */
  record Shape(int producers, int consumers, int window, int bodyBytes, int ratePerSecond) {}

  private static final String ORDERED = "work";
  private static final String MIXED = "errands";
  private static final String ORDERS = "orders";
  private static final String INVOICES = "invoices";
  private static final String SCRAPS = "scraps";
  private static final String TOPIC = "news";
  private static final String SUBSCRIPTION = "archive";
  private static final String SHARED = "readers";
  private static final int READERS = 2;

  /** Of each consumer; so many may be flagged at a failover without having been received. */
  private static final int PREFETCH = 50;

  private static final int DELAY_MILLIS_MAX = 3_000;
  private static final int DELAYED_PERCENT = 30;
  private static final int LIMITED_PERCENT = 30;

  /** More than any message waits, and less than most jumps of a clock: none may expire. */
  private static final Duration TIME_TO_LIVE = Duration.ofMinutes(20);

  private static final int PRIORITIES = 10;
  private static final int TONES = 10;

  private static final Duration SEND_TIMEOUT = Duration.ofSeconds(20);
  private static final Duration COMMAND_MAX = Duration.ofSeconds(5);
  private static final Duration GRACE = Duration.ofSeconds(10);
  private static final Duration VISIT_MAX = Duration.ofSeconds(4);
  private static final Duration ABSENCE_MAX = Duration.ofSeconds(3);

  /** So long nothing comes from a queue of which nothing is due or on its way. */
  private static final Duration QUIET = Duration.ofSeconds(2);

  private final List<NodeAddress> nodes;
  private final Shape shape;
  private final long seed;
  private final HistoryChecker checker = new HistoryChecker();
  private final HistoryFile file;
  private final History history;
  private final ConfirmMeter meter = new ConfirmMeter();
  private final List<QuorateClient> clients = new ArrayList<>();
  private final List<Thread> senders = new ArrayList<>();
  private final List<Thread> receivers = new ArrayList<>();
  private final List<Semaphore> windows = new ArrayList<>();
  private final List<CheckedConsumer> consumers = new ArrayList<>();
  private final List<CheckedConsumer> visitors = new ArrayList<>();
  private final Tally tally = new Tally();
  private final Administrator administrator;
  private final BrokerAdmin admin;
  private final AtomicLong lastTransaction = new AtomicLong();
  private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
  private volatile boolean sending = true;
  private volatile boolean receiving = true;
  private volatile Temper temper = Temper.MOODY;

  /** Everything that was seen is also written to the file. */
  BrokerLoad(List<NodeAddress> nodes, Shape shape, long seed, Path historyFile) throws IOException {
    this.nodes = nodes;
    this.shape = shape;
    this.seed = seed;
    this.file = HistoryFile.create(historyFile);
    this.history = Histories.both(checker, file);
    this.admin = new BrokerAdmin(nodes, ProcessCluster.GROUP, COMMAND_MAX);
    this.administrator =
        new Administrator(
            admin,
            new Administrator.Queues(SCRAPS, MIXED, MIXED),
            history,
            tally,
            new Random(seed));
  }

  @Override
  public ConfirmMeter meter() {
    return meter;
  }

  @Override
  public void start() {
    history.deadLettersGo(ORDERED, "DLQ." + ORDERED);
    history.deadLettersGo(MIXED, "DLQ." + MIXED);
    subscribe();
    for (int i = 1; i <= shape.producers(); i++) {
      addSender(i);
    }
    for (int i = 1; i <= shape.consumers(); i++) {
      QuorateClient client = connect("");
      addConsumer(client, ORDERED, "%s-%d".formatted(ORDERED, i), options());
      addConsumer(client, MIXED, "%s-%d".formatted(MIXED, i), options());
      addChooser(client, i);
    }
    for (int i = 1; i <= shape.consumers(); i++) {
      addMover(i);
    }
    QuorateClient client = connect("");
    addConsumer(client, INVOICES, "payer", options());
    visitors.add(
        consumer(SCRAPS, "sweeper", () -> client.consumer(SCRAPS, options().build()), () -> {}));
    addUndertaker(client, ORDERED);
    addUndertaker(client, MIXED);
    senders.add(new Thread(guarded(() -> administrator.work(() -> sending)), "administrator"));
    senders.forEach(Thread::start);
    startReceivers();
  }

  private QuorateClient connect(String clientId) {
    ClientOptions.Builder options =
        ClientOptions.builder().connectTimeout(ProcessCluster.PATIENCE).sendTimeout(SEND_TIMEOUT);
    if (!clientId.isEmpty()) {
      options.clientId(clientId);
    }
    String url = nodes.stream().map(NodeAddress::toString).collect(Collectors.joining(","));
    QuorateClient client = QuorateClient.connect(url, options.build());
    clients.add(client);
    return client;
  }

  private static ConsumerOptions.Builder options() {
    return ConsumerOptions.builder().prefetch(PREFETCH);
  }

  /** Before anything is published: from then on everything has to come. */
  private void subscribe() {
    QuorateClient client = connect("archivist");
    ConsumerOptions options = options().durable(SUBSCRIPTION).build();
    client.subscriber(TOPIC, options).close();
    history.subscribed(SUBSCRIPTION, Set.of(TOPIC));
    visitors.add(
        consumer(SUBSCRIPTION, "archivist", () -> client.subscriber(TOPIC, options), () -> {}));
    share();
  }

  private void share() {
    ConsumerOptions options = options().sharedDurable(SHARED).build();
    for (int i = 1; i <= READERS; i++) {
      QuorateClient client = connect("");
      if (i == 1) {
        client.subscriber(TOPIC, options).close();
        history.subscribed(SHARED, Set.of(TOPIC));
      }
      consumers.add(
          consumer(
              SHARED,
              "reader-%d".formatted(i),
              () -> client.subscriber(TOPIC, options),
              () -> tally.count(Deed.SHARED)));
    }
  }

  private void addConsumer(
      QuorateClient client, String queue, String name, ConsumerOptions.Builder options) {
    consumers.add(consumer(queue, name, () -> client.consumer(queue, options.build()), () -> {}));
  }

  /** Wants but some of the messages. */
  private void addChooser(QuorateClient client, int number) {
    ConsumerOptions options = options().selector("tone < %d".formatted(TONES / 2)).build();
    consumers.add(
        consumer(
            MIXED,
            "chooser-%d".formatted(number),
            () -> client.consumer(MIXED, options),
            () -> tally.count(Deed.SELECTED)));
  }

  private void addUndertaker(QuorateClient client, String queue) {
    String deadLetters = "DLQ." + queue;
    visitors.add(
        consumer(
            deadLetters,
            "undertaker-of-" + queue,
            () -> client.consumer(deadLetters, options().build()),
            () -> tally.count(Deed.DEAD_LETTERS)));
  }

  /** Makes an invoice of each order, in transactions. */
  private void addMover(int number) {
    QuorateClient client = connect("");
    long producer = 400L + number;
    history.producerOpened(producer, INVOICES, Set.of(Trait.UNORDERED));
    Random random = new Random(seed + producer);
    MovingSettler settler =
        new MovingSettler(
            client,
            ORDERS,
            new MovingSettler.Target(Destination.queue(INVOICES), producer, shape.bodyBytes()),
            history,
            tally,
            lastTransaction,
            random);
    consumers.add(
        new CheckedConsumer(
            ORDERS,
            "clerk-" + number,
            PREFETCH,
            () -> client.consumer(ORDERS, options().build()),
            settler,
            history,
            random,
            () -> {}));
  }

  private CheckedConsumer consumer(
      String outlet, String name, Supplier<io.quorate.client.Consumer> subscribe, Runnable onTake) {
    Random random = new Random(seed + consumers.size() + 1);
    return new CheckedConsumer(
        outlet,
        name,
        PREFETCH,
        subscribe,
        new MoodySettler(outlet, history, random),
        history,
        random,
        onTake);
  }

  // ── sending ──

  private void addSender(int number) {
    QuorateClient client = connect("");
    Semaphore window = new Semaphore(shape.window());
    windows.add(window);
    CheckedProducer ordered = producer(client, number, Destination.queue(ORDERED), window);
    CheckedProducer mixed =
        producer(client, 100 + number, Destination.queue(MIXED), window, Trait.UNORDERED);
    CheckedProducer orders = producer(client, 300 + number, Destination.queue(ORDERS), window);
    CheckedProducer scraps = producer(client, 500 + number, Destination.queue(SCRAPS), window);
    CheckedProducer published =
        producer(client, 200 + number, Destination.topic(TOPIC), window, Trait.TOPIC);
    Random random = new Random(seed - number);
    senders.add(
        new Thread(
            guarded(() -> send(ordered, mixed, orders, scraps, published, random)),
            "sender-" + number));
  }

  private CheckedProducer producer(
      QuorateClient client,
      long number,
      Destination destination,
      Semaphore window,
      Trait... traits) {
    history.producerOpened(number, destination.name(), Set.of(traits));
    return new CheckedProducer(
        number,
        client.producer(destination, ProducerOptions.defaults()),
        history,
        meter,
        shape.bodyBytes(),
        window,
        this::fail);
  }

  private void send(
      CheckedProducer ordered,
      CheckedProducer mixed,
      CheckedProducer orders,
      CheckedProducer scraps,
      CheckedProducer published,
      Random random) {
    Duration pause = Duration.ofSeconds(1).dividedBy(shape.ratePerSecond());
    while (sending) {
      switch (random.nextInt(5)) {
        case 0 -> ordered.send(message -> message);
        case 1 -> published.send(message -> message);
        case 2 -> orders.send(message -> message);
        case 3 -> scraps.send(message -> message);
        default -> mixed.send(message -> mixed(message, random));
      }
      Patience.pause(pause);
    }
  }

  private MessageBuilder mixed(MessageBuilder message, Random random) {
    message.priority(random.nextInt(PRIORITIES));
    tally.count(Deed.PRIORITISED);
    message.property("tone", random.nextInt(TONES));
    if (random.nextInt(100) < DELAYED_PERCENT) {
      message.delay(Duration.ofMillis(1 + random.nextInt(DELAY_MILLIS_MAX)));
      tally.count(Deed.DELAYED);
    }
    if (random.nextInt(100) < LIMITED_PERCENT) {
      message.timeToLive(TIME_TO_LIVE);
      tally.count(Deed.WITH_TIME_TO_LIVE);
    }
    return message;
  }

  private Runnable guarded(Runnable work) {
    return () -> {
      try {
        work.run();
      } catch (RuntimeException | Error e) {
        fail(e);
      }
    };
  }

  private void fail(Throwable thrown) {
    failure.compareAndSet(null, thrown);
  }

  // ── receiving ──

  private void startReceivers() {
    receiving = true;
    receivers.clear();
    for (CheckedConsumer consumer : consumers) {
      receivers.add(
          new Thread(guarded(() -> consumer.visit(() -> receiving, () -> temper)), "receiver"));
    }
    for (CheckedConsumer visitor : visitors) {
      receivers.add(new Thread(guarded(() -> comeAndGo(visitor)), "visitor"));
    }
    receivers.forEach(Thread::start);
  }

  /** Once it is to be calm it stays. */
  private void comeAndGo(CheckedConsumer visitor) {
    Random random = new Random(seed);
    while (receiving) {
      tally.count(Deed.VISITS);
      visitor.visit(forAtMost(VISIT_MAX, random), () -> temper);
      BooleanSupplier isAway = forAtMost(ABSENCE_MAX, random);
      while (isAway.getAsBoolean() && !temper.equals(Temper.CALM)) {
        Patience.pause(Duration.ofMillis(20));
      }
    }
  }

  private BooleanSupplier forAtMost(Duration time, Random random) {
    long endNanos = System.nanoTime() + random.nextLong(time.toNanos());
    return () -> receiving && (temper.equals(Temper.CALM) || System.nanoTime() - endNanos < 0);
  }

  private void stopReceivers() throws InterruptedException {
    receiving = false;
    join(receivers);
  }

  // ── the end ──

  @Override
  public void stop() throws InterruptedException {
    sending = false;
    join(senders);
    for (Semaphore window : windows) {
      if (!window.tryAcquire(
          shape.window(), SEND_TIMEOUT.plus(GRACE).toMillis(), TimeUnit.MILLISECONDS)) {
        throw new AssertionError("expected every send to end within its time");
      }
    }
    checkFailure();
  }

  private static void join(List<Thread> threads) throws InterruptedException {
    for (Thread thread : threads) {
      thread.join(SEND_TIMEOUT.plus(GRACE).toMillis());
      if (thread.isAlive()) {
        throw new AssertionError("expected %s to end".formatted(thread.getName()));
      }
    }
  }

  private void checkFailure() {
    Throwable thrown = failure.get();
    if (thrown != null) {
      throw new AssertionError("a producer or a consumer failed", thrown);
    }
  }

  @Override
  public void check(ProcessCluster cluster, Consumer<String> out)
      throws AdminException, InterruptedException {
    temper = Temper.CALM;
    drain(() -> checker.report().lost());
    stopReceivers();
    // Once more, by consumers that are new to the broker: nothing that is settled comes back.
    startReceivers();
    drain(() -> 0);
    stopReceivers();
    cluster.restartAll();
    startReceivers();
    drain(() -> checker.report().lost());
    stopReceivers();
    checkFailure();
    HistoryReport report = checker.report();
    DigestComparison digests =
        DigestComparison.await(cluster.admin(), ProcessCluster.GROUP, ProcessCluster.PATIENCE);
    out.accept(report.describe());
    out.accept(
        "sent=%d refused=%d unknown=%d recovered=%d late=%d flagged_first=%d lost_settlements=%d failovers=%d last_epoch=%d applied=%d digests_equal=%s"
            .formatted(
                report.sent(),
                report.refused(),
                report.unknown(),
                report.recovered(),
                report.late(),
                report.flaggedFirst(),
                consumers.stream().mapToLong(CheckedConsumer::lostSettlements).sum(),
                report.failovers(),
                meter.epoch(),
                digests.appliedIndex(),
                digests.isEqual()));
    out.accept(tally.toString());
    out.accept(meter.latencies());
    assertThat(report.isClean()).as("history: %s", report.describe()).isTrue();
    assertThat(digests.isEqual()).as("digests equal: %s", digests).isTrue();
  }

  /** What the checker has seen in the end. */
  HistoryReport report() {
    return checker.report();
  }

  /** What a run has not done it has not shown. */
  void checkDone(Set<Deed> deeds) {
    assertThat(tally.missing())
        .as("what was never done: %s", tally)
        .doesNotContainAnyElementsOf(deeds);
  }

  /** Returns when nothing is missing and nothing comes, or when patience is at its end. */
  private void drain(LongSupplier missing) {
    long startNanos = System.nanoTime();
    long changedNanos = startNanos;
    long taken = taken();
    while (System.nanoTime() - startNanos < ProcessCluster.PATIENCE.toNanos()) {
      checkFailure();
      Patience.pause(Duration.ofMillis(100));
      if (taken() != taken || missing.getAsLong() > 0) {
        taken = taken();
        changedNanos = System.nanoTime();
      } else if (System.nanoTime() - changedNanos > QUIET.toNanos()) {
        return;
      }
    }
  }

  private long taken() {
    return consumers.stream().mapToLong(CheckedConsumer::taken).sum()
        + visitors.stream().mapToLong(CheckedConsumer::taken).sum();
  }

  @Override
  public void close() {
    sending = false;
    receiving = false;
    clients.forEach(QuorateClient::close);
    admin.close();
    try {
      file.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

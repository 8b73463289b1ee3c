package io.quorate.client.verify;

import io.quorate.client.Confirmation;
import io.quorate.client.Consumer;
import io.quorate.client.ConsumerOptions;
import io.quorate.client.Destination;
import io.quorate.client.Message;
import io.quorate.client.OutcomeUnknownException;
import io.quorate.client.Producer;
import io.quorate.client.ProducerOptions;
import io.quorate.client.QuorateClient;
import io.quorate.client.QuorateException;
import io.quorate.client.Settlement;
import io.quorate.client.admin.AdminException;
import io.quorate.client.admin.BrokerAdmin;
import io.quorate.client.admin.DestinationSettings;
import io.quorate.client.admin.DestinationStatus;
import io.quorate.client.history.CheckedBody;
import io.quorate.client.history.History;
import io.quorate.client.history.History.Arrival;
import io.quorate.client.history.History.Outcome;
import io.quorate.client.history.HistoryChecker;
import io.quorate.client.history.HistoryReport;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * One verification of one cluster. It believes nobody: every message carries its number and a
 * checksum, and each confirmation and each receipt is counted here.
 */
public final class Verification {
  /**
   * How much is sent.
   *
   * @param window how many messages of a producer may be unconfirmed
   */
  public record Load(int producers, int window, int bodyBytes) {
    /** The smallest body that says which message it is, and whether it is whole. */
    public static final int BODY_BYTES_MIN = CheckedBody.BYTES_MIN;
  }

  /** The way to the cluster. */
  public interface Access {
    QuorateClient connect() throws AdminException;

    /** Patient enough to find the master during a failover. */
    BrokerAdmin admin();
  }

  /** What happens to the cluster meanwhile. */
  public interface Course {
    /** Returns when it is enough. On the caller's thread. */
    void run(Verification running) throws Exception;
  }

  private static final int CREDIT = 1_000;
  private static final Duration WAIT = Duration.ofMillis(100);
  private static final Duration FLUSH_MAX = Duration.ofSeconds(35);

  /** How long nothing more may arrive before what is missing is taken for lost. */
  private static final Duration QUIET_MAX = Duration.ofSeconds(30);

  /** The same when the queue itself says that it holds nothing. */
  private static final Duration EMPTY_QUIET_MAX = Duration.ofSeconds(3);

  /** Doubles would come late. */
  private static final Duration DOUBLES_MAX = Duration.ofMillis(500);

  private final Access access;
  private final Load load;
  private final Destination queue =
      Destination.queue("verify.%08x".formatted(ThreadLocalRandom.current().nextInt()));
  private final HistoryChecker history = new HistoryChecker();
  private final GapMeter gaps = new GapMeter();
  private final AtomicReference<@Nullable Throwable> fault = new AtomicReference<>();
  private final List<QuorateClient> clients = new ArrayList<>();
  private final List<Thread> producers = new ArrayList<>();
  private final List<Thread> consumers = new ArrayList<>();
  private volatile boolean isSending = true;
  private volatile boolean isReceiving = true;

  /** Touches nothing yet. */
  public Verification(Access access, Load load) {
    this.access = access;
    this.load = load;
  }

  /**
   * Creates the queue, sends and receives until the course is over, waits until all has arrived or
   * nothing more comes, and deletes the queue.
   */
  public VerifyReport run(Course course) throws Exception {
    Thread onExit = new Thread(this::deleteQuietly, "quorate-verify-end");
    try (BrokerAdmin admin = access.admin()) {
      // No dead letters: they would be left behind.
      admin.create(queue, DestinationSettings.builder().maxDeliveries(0).build());
      Runtime.getRuntime().addShutdownHook(onExit);
      try {
        return measure(course, admin);
      } finally {
        admin.delete(queue, true);
        Runtime.getRuntime().removeShutdownHook(onExit);
      }
    }
  }

  /** The user has had enough. */
  private void deleteQuietly() {
    try (BrokerAdmin admin = access.admin()) {
      admin.delete(queue, true);
    } catch (AdminException e) {
      // This JVM ends; the queue's name says whose it was.
    }
  }

  private VerifyReport measure(Course course, BrokerAdmin admin) throws Exception {
    try {
      open();
      consumers.forEach(Thread::start);
      producers.forEach(Thread::start);
      course.run(this);
      gaps.end(System.nanoTime());
      isSending = false;
      join(producers);
      awaitArrivals(admin);
      isReceiving = false;
      join(consumers);
      refuseFault();
      return report();
    } finally {
      isSending = false;
      isReceiving = false;
      clients.forEach(QuorateClient::close);
    }
  }

  private void open() throws AdminException {
    history.consumerOpened(queue.name(), "consumer", CREDIT);
    Consumer consumer =
        connect().consumer(queue, ConsumerOptions.builder().prefetch(CREDIT).build());
    consumers.add(thread("quorate-verify-consumer", () -> receive(consumer)));
    for (long number = 1; number <= load.producers(); number++) {
      long its = number;
      Producer producer = connect().producer(queue, ProducerOptions.defaults());
      history.producerOpened(its, queue.name(), Set.of());
      producers.add(thread("quorate-verify-producer-" + its, () -> send(its, producer)));
    }
  }

  private QuorateClient connect() throws AdminException {
    QuorateClient client = access.connect();
    clients.add(client);
    return client;
  }

  private Thread thread(String name, Runnable work) {
    Thread thread = new Thread(work, name);
    thread.setDaemon(true);
    thread.setUncaughtExceptionHandler((ended, e) -> fault.compareAndSet(null, e));
    return thread;
  }

  private static void join(List<Thread> threads) throws InterruptedException {
    for (Thread thread : threads) {
      thread.join();
    }
  }

  private void refuseFault() {
    Throwable thrown = fault.get();
    if (thrown instanceof QuorateException known) {
      throw known;
    }
    if (thrown != null) {
      throw new IllegalStateException("the client met an error of its own", thrown);
    }
  }

  // ── the producers ──

  private void send(long number, Producer producer) {
    Semaphore window = new Semaphore(load.window());
    long sequence = 0;
    while (isSending) {
      if (acquire(window)) {
        send(number, ++sequence, producer, window);
      }
    }
    producer.flush(FLUSH_MAX);
  }

  private static boolean acquire(Semaphore window) {
    try {
      return window.tryAcquire(WAIT.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private void send(long number, long sequence, Producer producer, Semaphore window) {
    history.sent(number, sequence);
    var unused =
        producer
            .sendAsync(CheckedBody.ofSize(number, sequence, load.bodyBytes()).encode())
            .whenComplete(
                (confirmation, failure) -> {
                  ended(number, sequence, confirmation, failure);
                  window.release();
                });
  }

  private void ended(
      long number,
      long sequence,
      @Nullable Confirmation confirmation,
      @Nullable Throwable failure) {
    if (confirmation != null) {
      gaps.confirmed(confirmation.epoch(), System.nanoTime());
      history.failover(confirmation.epoch());
      history.sendEnded(number, sequence, Outcome.CONFIRMED);
    } else if (failure instanceof OutcomeUnknownException) {
      history.sendEnded(number, sequence, Outcome.UNKNOWN);
    } else if (failure instanceof QuorateException) {
      history.sendEnded(number, sequence, Outcome.REFUSED);
    } else if (failure != null) {
      fault.compareAndSet(null, failure);
    }
  }

  // ── the consumer ──

  private void receive(Consumer consumer) {
    Message message = consumer.receive(WAIT);
    while (isReceiving || message != null) {
      if (message != null) {
        take(message);
      }
      message = consumer.receive(WAIT);
    }
    consumer.flush(FLUSH_MAX);
  }

  private void take(Message message) {
    CheckedBody body;
    try {
      body = CheckedBody.decode(message.body());
    } catch (IllegalArgumentException e) {
      history.damaged(queue.name(), "consumer", String.valueOf(e.getMessage()));
      return;
    }
    history.delivered(
        new Arrival(
            queue.name(),
            "consumer",
            body.producer(),
            body.sequence(),
            message.redelivered(),
            message.attempts() + 1,
            message.epoch()));
    var unused =
        message
            .settle(Settlement.acknowledged())
            .thenAccept(
                result ->
                    history.settled(
                        queue.name(),
                        body.producer(),
                        body.sequence(),
                        History.Settlement.ACKNOWLEDGED,
                        outcome(result)));
  }

  private static Outcome outcome(Settlement.Result result) {
    return switch (result) {
      case SETTLED -> Outcome.CONFIRMED;
      case LOST -> Outcome.REFUSED;
      case UNKNOWN -> Outcome.UNKNOWN;
    };
  }

  // ── the caller ──

  /** As far as it has come; what is on its way looks lost. For any thread, as the next ones. */
  public VerifyReport report() {
    return new VerifyReport(
        history.report(),
        gaps.longestMillis(),
        gaps.failovers(),
        gaps.medianFailoverMillis(),
        gaps.worstFailoverMillis());
  }

  /** Of the last confirmation. */
  public long epoch() {
    return gaps.epoch();
  }

  /** Whether a client of this verification has given up: the rest of the course is in vain. */
  public boolean hasFailed() {
    return fault.get() != null;
  }

  /** Until all has arrived that was confirmed, or nothing more comes. */
  private void awaitArrivals(BrokerAdmin admin) throws InterruptedException {
    long quietSinceNanos = System.nanoTime();
    HistoryReport last = history.report();
    while (last.lost() > 0 && !hasFailed() && !isOver(quietSinceNanos, admin)) {
      TimeUnit.MILLISECONDS.sleep(WAIT.toMillis());
      HistoryReport now = history.report();
      quietSinceNanos = now.received() > last.received() ? System.nanoTime() : quietSinceNanos;
      last = now;
    }
    TimeUnit.MILLISECONDS.sleep(DOUBLES_MAX.toMillis());
  }

  private boolean isOver(long quietSinceNanos, BrokerAdmin admin) {
    long quietNanos = System.nanoTime() - quietSinceNanos;
    return quietNanos > QUIET_MAX.toNanos()
        || (quietNanos > EMPTY_QUIET_MAX.toNanos() && isEmpty(admin));
  }

  private boolean isEmpty(BrokerAdmin admin) {
    try {
      DestinationStatus status = admin.destination(queue);
      return status.ready() + status.inFlight() + status.delayed() == 0;
    } catch (AdminException e) {
      // Nobody knows, so the longer time counts.
      return false;
    }
  }
}

package io.quorate.broker.demo;

import io.quorate.client.Consumer;
import io.quorate.client.Message;
import io.quorate.client.Producer;
import io.quorate.client.QuorateClient;
import io.quorate.client.QuorateException;
import io.quorate.client.admin.NodeAddress;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Sends messages to a cluster and receives them at the same time, kills its master half-way, and
 * counts. Three threads: a producer, a consumer, and the caller's, which kills and shows.
 */
final class DemoRun {
  /** What a demo can be made to do wrong, to show that it would be seen. */
  enum Sabotage {
    NONE,
    /** One message is overlooked. */
    LOSE_ONE,
    /** One message is taken for two. */
    DOUBLE_ONE
  }

  private static final String QUEUE = "demo";
  private static final int WINDOW = 1_000;
  private static final Duration STEP = Duration.ofMillis(100);

  /** How long nothing at all may happen before the demo gives up; a failover takes a second. */
  private static final Duration QUIET_MAX = Duration.ofSeconds(60);

  private final DemoCluster cluster;
  private final int messages;
  private final int bodyBytes;
  private final Sabotage sabotage;
  private final PrintWriter out;
  private final boolean isLive;
  private final DemoTally tally;
  private final AtomicBoolean over = new AtomicBoolean();
  private final AtomicReference<@Nullable Throwable> fault = new AtomicReference<>();
  private volatile long killedEpoch = Long.MAX_VALUE;

  /** Of the consumer's thread. */
  private int overlooked = -1;

  private long shownNanos = System.nanoTime();
  private int shownConfirmed = 0;
  private int shownReceived = 0;

  /**
   * A run that has not begun.
   *
   * @param isLive shows a line of rates while it lasts
   */
  DemoRun(
      DemoCluster cluster,
      int messages,
      int bodyBytes,
      Sabotage sabotage,
      PrintWriter out,
      boolean isLive) {
    this.cluster = cluster;
    this.messages = messages;
    this.bodyBytes = bodyBytes;
    this.sabotage = sabotage;
    this.out = out;
    this.isLive = isLive;
    this.tally = new DemoTally(messages);
  }

  /** Returns once everything that was confirmed has arrived, or nothing more comes. */
  DemoTally perform() throws DemoException, IOException {
    String url =
        cluster.addresses().stream().map(NodeAddress::toString).collect(Collectors.joining(","));
    try (QuorateClient client = QuorateClient.connect(url);
        Producer producer = client.producer(QUEUE);
        Consumer consumer = client.consumer(QUEUE)) {
      Thread receiving = thread("quorate-demo-consumer", () -> receive(consumer));
      Thread sending = thread("quorate-demo-producer", () -> send(producer));
      receiving.start();
      sending.start();
      try {
        killHalfWay();
        awaitEnd();
      } finally {
        over.set(true);
        join(sending);
        join(receiving);
      }
    }
    Throwable thrown = fault.get();
    if (thrown != null) {
      throw new DemoException("the demo's client failed: " + thrown.getMessage(), thrown);
    }
    return tally;
  }

  private Thread thread(String name, Runnable work) {
    Thread thread =
        new Thread(
            () -> {
              try {
                work.run();
              } catch (RuntimeException e) {
                if (!over.get()) {
                  fault.compareAndSet(null, e);
                }
              }
            },
            name);
    thread.setDaemon(true);
    return thread;
  }

  private static void join(Thread thread) {
    try {
      thread.join(Duration.ofSeconds(5).toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  // ── the producer ──

  private void send(Producer producer) {
    Semaphore window = new Semaphore(WINDOW);
    for (int id = 0; id < messages && !over.get(); id++) {
      window.acquireUninterruptibly();
      int sent = id;
      var unused =
          producer
              .sendAsync(body(id))
              .whenComplete(
                  (confirmation, failure) -> {
                    window.release();
                    if (failure == null) {
                      tally.confirmed(sent);
                      tally.confirmedIn(confirmation.epoch(), killedEpoch);
                    } else {
                      tally.failed();
                    }
                  });
    }
  }

  private byte[] body(int id) {
    return ByteBuffer.allocate(Math.max(Integer.BYTES, bodyBytes)).putInt(id).array();
  }

  // ── the consumer ──

  private void receive(Consumer consumer) {
    boolean isSabotaged = sabotage == Sabotage.NONE;
    while (!over.get()) {
      Message message = next(consumer);
      if (message == null) {
        continue;
      }
      int id = message.bodyBuffer().getInt();
      boolean isRedelivered = message.redelivered();
      if (!isSabotaged && !isRedelivered && id >= messages / 4) {
        isSabotaged = true;
        count(id, sabotage == Sabotage.LOSE_ONE ? 0 : 2);
      } else if (!isOverlooked(id)) {
        tally.received(id, isRedelivered);
      }
      message.acknowledge();
    }
  }

  private void count(int id, int times) {
    if (times == 0) {
      overlooked = id;
    }
    for (int i = 0; i < times; i++) {
      tally.received(id, false);
    }
  }

  private boolean isOverlooked(int id) {
    return id == overlooked;
  }

  private @Nullable Message next(Consumer consumer) {
    try {
      return consumer.receive(STEP);
    } catch (QuorateException e) {
      if (over.get()) {
        return null;
      }
      throw e;
    }
  }

  // ── the caller ──

  private void killHalfWay() throws DemoException, IOException {
    awaitProgress(() -> tally.confirmed() >= messages / 2 || tally.ended() == messages);
    tally.killed();
    DemoNode master = cluster.killMaster();
    killedEpoch = master.epoch();
    say(
        "kill -9 of the master, node %d, after %d confirmed"
            .formatted(master.id(), tally.confirmed()));
  }

  private void awaitEnd() throws DemoException {
    awaitProgress(() -> tally.ended() == messages);
    // Doubles would come late: a moment more than what was lost needs.
    awaitProgress(() -> tally.lost() == (sabotage == Sabotage.LOSE_ONE ? 1 : 0));
    awaitQuiet();
  }

  private interface Condition {
    boolean holds();
  }

  /** Until the condition holds, or nothing has happened for too long. */
  private void awaitProgress(Condition condition) {
    long seen = -1;
    long seenNanos = System.nanoTime();
    while (!condition.holds() && fault.get() == null) {
      long now = tally.ended() + tally.received();
      if (now != seen) {
        seen = now;
        seenNanos = System.nanoTime();
      } else if (System.nanoTime() - seenNanos > QUIET_MAX.toNanos()) {
        return;
      }
      show();
      LockSupport.parkNanos(STEP.toNanos());
    }
  }

  /** Half a second in which nothing arrives. */
  private void awaitQuiet() {
    String before = "";
    String now = tally.summary();
    while (!now.equals(before)) {
      before = now;
      LockSupport.parkNanos(Duration.ofMillis(500).toNanos());
      now = tally.summary();
    }
  }

  private void show() {
    long now = System.nanoTime();
    double seconds = (now - shownNanos) / 1e9;
    if (!isLive || seconds < 0.5) {
      return;
    }
    int confirmed = tally.confirmed();
    int received = tally.received();
    out.printf(
        "\r  confirmed %,d of %,d (%,.0f/s)   received %,d (%,.0f/s)      ",
        confirmed,
        messages,
        (confirmed - shownConfirmed) / seconds,
        received,
        (received - shownReceived) / seconds);
    out.flush();
    shownNanos = now;
    shownConfirmed = confirmed;
    shownReceived = received;
  }

  private void say(String text) {
    out.println((isLive ? "\r" : "") + text + (isLive ? " ".repeat(30) : ""));
  }
}

package io.quorate.broker.process;

import io.quorate.client.admin.LogAppender;
import io.quorate.client.admin.LogClient;
import io.quorate.client.admin.LogHistory;
import io.quorate.client.admin.NodeAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** Appenders that go on whatever happens, and what they were told. */
final class ChaosLoad implements AutoCloseable {
  /**
   * How much.
   *
   * @param ratePerSecond of each appender; 0: as fast as it goes
   * @param recorded whether every outcome is kept, to be verified
   */
  record Shape(int appenders, int window, int entryBytes, int ratePerSecond, boolean recorded) {}

  private static final Duration DEADLINE = Duration.ofSeconds(20);

  private final LogHistory history = new LogHistory();
  private final ConfirmMeter meter = new ConfirmMeter();
  private final List<LogAppender> appenders = new ArrayList<>();
  private final List<LogClient> clients = new ArrayList<>();
  private final List<Thread> threads = new ArrayList<>();
  private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();

  ChaosLoad(List<NodeAddress> nodes, Shape shape) {
    for (int producer = 1; producer <= shape.appenders(); producer++) {
      long id = producer;
      LogClient client =
          new LogClient(
              nodes, new LogClient.Settings(ProcessCluster.GROUP, shape.window(), DEADLINE));
      LogAppender.Load load =
          new LogAppender.Load(id, shape.entryBytes(), 0, Duration.ZERO, shape.ratePerSecond());
      LogAppender appender =
          new LogAppender(
              client,
              load,
              (sequence, crc, outcome, latencyNanos) -> {
                if (shape.recorded()) {
                  history.ended(id, sequence, crc, outcome);
                }
                meter.ended(outcome, latencyNanos);
              });
      clients.add(client);
      appenders.add(appender);
      threads.add(new Thread(() -> run(appender), "appender-" + producer));
    }
  }

  private void run(LogAppender appender) {
    try {
      appender.run();
    } catch (InterruptedException | RuntimeException e) {
      failure.compareAndSet(null, e);
    }
  }

  void start() {
    threads.forEach(Thread::start);
  }

  LogHistory history() {
    return history;
  }

  ConfirmMeter meter() {
    return meter;
  }

  /** Returns once every append has ended. */
  void stop() throws InterruptedException {
    appenders.forEach(LogAppender::stop);
    for (Thread thread : threads) {
      thread.join(DEADLINE.toMillis() + TimeUnit.SECONDS.toMillis(10));
      if (thread.isAlive()) {
        throw new AssertionError("expected every append to end within its deadline");
      }
    }
    Throwable thrown = failure.get();
    if (thrown != null) {
      throw new AssertionError("an appender failed", thrown);
    }
  }

  @Override
  public void close() {
    appenders.forEach(LogAppender::stop);
    clients.forEach(LogClient::close);
  }
}

package io.quorate.broker.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.client.admin.AdminClient;
import io.quorate.client.admin.AdminException;
import io.quorate.client.admin.AppendOutcome;
import io.quorate.client.admin.AppendOutcome.Confirmed;
import io.quorate.client.admin.AppendOutcome.Refused;
import io.quorate.client.admin.DigestComparison;
import io.quorate.client.admin.LogAppender;
import io.quorate.client.admin.LogClient;
import io.quorate.client.admin.LogHistory;
import io.quorate.client.admin.LogHistory.Told;
import io.quorate.client.admin.LogVerifier;
import io.quorate.client.admin.LogVerifier.Report;
import io.quorate.client.admin.NodeAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Appenders to the bare log that go on whatever happens, and what they were told. */
final class LogLoad implements Load {
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

  LogLoad(List<NodeAddress> nodes, Shape shape) {
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
                count(outcome, latencyNanos);
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

  private void count(AppendOutcome outcome, long latencyNanos) {
    if (outcome instanceof Confirmed confirmation) {
      meter.confirmed(confirmation.epoch(), latencyNanos);
    } else if (outcome instanceof Refused) {
      meter.refused();
    } else {
      meter.unknown();
    }
  }

  @Override
  public void start() {
    threads.forEach(Thread::start);
  }

  @Override
  public ConfirmMeter meter() {
    return meter;
  }

  @Override
  public void stop() throws InterruptedException {
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
  public void check(ProcessCluster cluster, Consumer<String> out) throws AdminException {
    DigestComparison digests =
        DigestComparison.await(cluster.admin(), ProcessCluster.GROUP, ProcessCluster.PATIENCE);
    out.accept(
        "confirmed=%d refused=%d unknown=%d last_epoch=%d applied=%d digests_equal=%s"
            .formatted(
                history.count(Told.CONFIRMED),
                history.count(Told.REFUSED),
                history.count(Told.UNKNOWN),
                meter.epoch(),
                digests.appliedIndex(),
                digests.isEqual()));
    for (AdminClient node : cluster.admin().nodes()) {
      check(node, out);
    }
    assertThat(digests.isEqual()).as("digests equal: %s", digests).isTrue();
  }

  private void check(AdminClient node, Consumer<String> out) throws AdminException {
    LogVerifier verifier = new LogVerifier(history);
    node.readEntries(ProcessCluster.GROUP, 0, 0, verifier::take);
    Report report = verifier.report();
    out.accept(node.address() + " " + report);
    assertThat(report.differences()).as("what %s holds", node.address()).isEqualTo(List.of());
  }

  @Override
  public void close() {
    appenders.forEach(LogAppender::stop);
    clients.forEach(LogClient::close);
  }
}

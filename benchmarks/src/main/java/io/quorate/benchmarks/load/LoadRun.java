package io.quorate.benchmarks.load;

import java.io.PrintStream;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/** Producers that keep their windows full or a rate, and consumers that keep up or do not. */
final class LoadRun {
  private static final Duration RECEIVE_MAX = Duration.ofMillis(200);
  private static final int FAILURES_SHOWN_MAX = 3;
  private static final int HEAT_WINDOW = 1_000;
  private static final long AFTER_FAILURE_NANOS = TimeUnit.MILLISECONDS.toNanos(5);

  private final Driver driver;
  private final String queue;
  private final LoadSettings settings;
  private final PrintStream out;
  private final Meter confirms = new Meter();
  private final Meter deliveries = new Meter();
  private final LongAdder failures = new LongAdder();
  private volatile boolean heated;
  private volatile boolean stopped;

  LoadRun(Driver driver, String queue, LoadSettings settings, PrintStream out) {
    this.driver = driver;
    this.queue = queue;
    this.settings = settings;
    this.out = out;
  }

  void perform() throws Exception {
    for (int i = 0; i < settings.consumers(); i++) {
      Driver.Receiver receiver = driver.receiver(queue);
      start("receive-" + i, () -> receiveAll(receiver));
    }
    heat();
    double rate = (double) settings.ratePerSecond() / settings.producers();
    for (int i = 0; i < settings.producers(); i++) {
      Driver.Sender sender = driver.sender(queue);
      Body body = new Body(settings.bodyBytes(), i);
      start("send-" + i, () -> sendAll(sender, body, settings.window(), rate, () -> stopped));
    }
    measure();
    stopped = true;
  }

  /**
   * Half of the warm-up has many in flight, whatever the load: with one in flight it would take
   * minutes until the compilers of client and servers have seen enough to be out of the way.
   */
  private void heat() throws Exception {
    if (settings.warmUp().isZero()) {
      return;
    }
    Driver.Sender sender = driver.sender(queue);
    Body body = new Body(settings.bodyBytes(), settings.producers());
    start("heat", () -> sendAll(sender, body, HEAT_WINDOW, 0, () -> heated));
    TimeUnit.MILLISECONDS.sleep(settings.warmUp().toMillis() / 2);
    heated = true;
  }

  private static void start(String name, Runnable work) {
    Thread thread = new Thread(work, name);
    thread.setDaemon(true);
    thread.start();
  }

  private void measure() throws InterruptedException {
    TimeUnit.MILLISECONDS.sleep(settings.warmUp().toMillis() / 2);
    confirms.lap();
    deliveries.lap();
    out.println(LoadMain.MEASURING);
    long confirmed = confirms.count();
    long delivered = deliveries.count();
    long startNanos = System.nanoTime();
    TimeUnit.MILLISECONDS.sleep(settings.measured().toMillis());
    confirmed = confirms.count() - confirmed;
    delivered = deliveries.count() - delivered;
    double seconds = (System.nanoTime() - startNanos) / 1e9;
    Histogram sent = confirms.lap();
    Histogram received = deliveries.lap();
    out.printf(
        Locale.ROOT,
        "%s seconds=%.3f confirmed=%d delivered=%d failed=%d %s %s%n",
        LoadMain.RESULT,
        seconds,
        confirmed,
        delivered,
        failures.sum(),
        percentiles("confirm", sent),
        percentiles("deliver", received));
  }

  private static String percentiles(String of, Histogram micros) {
    return "%s.p50=%d %s.p99=%d %s.p999=%d %s.max=%d"
        .formatted(
            of,
            micros.getValueAtPercentile(50),
            of,
            micros.getValueAtPercentile(99),
            of,
            micros.getValueAtPercentile(99.9),
            of,
            micros.getMaxValue());
  }

  private void sendAll(
      Driver.Sender sender, Body body, int windowMax, double rate, BooleanSupplier isOver) {
    Semaphore window = new Semaphore(windowMax);
    Pace pace = new Pace(System.nanoTime(), rate);
    for (long number = 0; !isOver.getAsBoolean(); number++) {
      long fromNanos = pace.awaitTurn(number);
      window.acquireUninterruptibly();
      // In a closed loop the wait for the window is no part of the message's own latency.
      long sentNanos = rate == 0 ? System.nanoTime() : fromNanos;
      try {
        sender.send(body.of(number, sentNanos), failure -> ended(window, sentNanos, failure));
      } catch (Exception e) {
        ended(window, sentNanos, e);
      }
    }
  }

  private void ended(Semaphore window, long sentNanos, @Nullable Throwable failure) {
    window.release();
    if (failure == null) {
      confirms.record(System.nanoTime() - sentNanos);
    } else {
      failed(failure);
    }
  }

  private void failed(Throwable failure) {
    failures.increment();
    if (!stopped && failures.sum() <= FAILURES_SHOWN_MAX) {
      failure.printStackTrace(out);
    }
    LockSupport.parkNanos(AFTER_FAILURE_NANOS);
  }

  private void receiveAll(Driver.Receiver receiver) {
    while (!stopped) {
      try {
        byte[] body = receiver.receive(RECEIVE_MAX);
        if (body != null) {
          deliveries.record(System.nanoTime() - Body.sentNanos(body));
        }
      } catch (Exception e) {
        failed(e);
      }
    }
  }
}

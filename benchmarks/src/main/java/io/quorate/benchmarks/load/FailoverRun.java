package io.quorate.benchmarks.load;

import java.io.BufferedReader;
import java.io.PrintStream;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Sends without end, and tells the starter of the servers what it needs to kill them. It is asked
 * in lines on standard input: {@code master}, {@code whole}, {@code await NANOS}; an end of the
 * input ends it.
 */
final class FailoverRun {
  private static final long AFTER_FAILURE_NANOS = TimeUnit.MILLISECONDS.toNanos(5);
  private static final long STEP_NANOS = TimeUnit.MILLISECONDS.toNanos(1);
  private static final long OUTAGE_NANOS_MAX = TimeUnit.MINUTES.toNanos(3);

  private final Driver driver;
  private final String queue;
  private final LoadSettings settings;
  private final PrintStream out;
  private final Outages outages = new Outages();

  FailoverRun(Driver driver, String queue, LoadSettings settings, PrintStream out) {
    this.driver = driver;
    this.queue = queue;
    this.settings = settings;
    this.out = out;
  }

  void perform(BufferedReader questions) throws Exception {
    for (int i = 0; i < settings.producers(); i++) {
      Body body = new Body(settings.bodyBytes(), i);
      Driver.Sender sender = driver.sender(queue);
      Thread thread = new Thread(() -> sendAll(sender, body), "send-" + i);
      thread.setDaemon(true);
      thread.start();
    }
    for (String line = questions.readLine(); line != null; line = questions.readLine()) {
      out.println(LoadMain.ANSWER + " " + answer(line.split(" ", -1)));
    }
  }

  private String answer(String[] words) {
    try {
      return switch (words[0]) {
        case "master" -> Integer.toString(driver.master(queue));
        case "whole" -> Boolean.toString(driver.isWhole(queue));
        case "await" -> Long.toString(awaitConfirmAfter(Long.parseLong(words[1])));
        default -> throw new IllegalArgumentException("expected a question, found " + words[0]);
      };
    } catch (Exception e) {
      return "failed: " + String.valueOf(e).lines().findFirst().orElse("");
    }
  }

  /**
   * Waits for the confirmation of a message that was sent after the time. Returns when the longest
   * silence since then ended: what was on its way from the dead master does not count as its end.
   */
  private long awaitConfirmAfter(long nanos) {
    outages.watch(nanos);
    while (!outages.isOver()) {
      if (System.nanoTime() - nanos > OUTAGE_NANOS_MAX) {
        throw new IllegalStateException("no confirmation within three minutes");
      }
      LockSupport.parkNanos(STEP_NANOS);
    }
    return outages.endNanos();
  }

  private void sendAll(Driver.Sender sender, Body body) {
    Semaphore window = new Semaphore(settings.window());
    for (long number = 0; true; number++) {
      window.acquireUninterruptibly();
      long sentNanos = System.nanoTime();
      try {
        sender.send(body.of(number, sentNanos), failure -> ended(window, sentNanos, failure));
      } catch (Exception e) {
        ended(window, sentNanos, e);
      }
    }
  }

  private void ended(Semaphore window, long sentNanos, @Nullable Throwable failure) {
    if (failure == null) {
      outages.confirmed(sentNanos, System.nanoTime());
    } else {
      LockSupport.parkNanos(AFTER_FAILURE_NANOS);
    }
    window.release();
  }
}

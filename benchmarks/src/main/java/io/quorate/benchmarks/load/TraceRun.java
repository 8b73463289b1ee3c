package io.quorate.benchmarks.load;

import java.io.PrintStream;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * One message at a time, and for each when it was sent and when confirmed, on the machine's clock.
 */
final class TraceRun {
  private static final int CONFIRM_SECONDS_MAX = 60;

  private final Driver.Sender sender;
  private final PrintStream out;

  TraceRun(Driver.Sender sender, PrintStream out) {
    this.sender = sender;
    this.out = out;
  }

  void perform(int messages, Body body) throws Exception {
    for (int number = 0; number < messages; number++) {
      CompletableFuture<Long> confirmed = new CompletableFuture<>();
      long sentNanos = System.nanoTime();
      sender.send(
          body.of(number, sentNanos),
          failure -> {
            if (failure == null) {
              confirmed.complete(System.nanoTime());
            } else {
              confirmed.completeExceptionally(failure);
            }
          });
      long confirmedNanos = confirmed.get(CONFIRM_SECONDS_MAX, TimeUnit.SECONDS);
      out.printf("%s %d %d%n", LoadMain.CONFIRM, sentNanos, confirmedNanos);
    }
  }
}

package io.quorate.benchmarks.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

final class LoadRunTest {
  /** A broker in memory that confirms at once, or never. */
  private static final class MemoryDriver implements Driver {
    private final BlockingQueue<byte[]> stored = new ArrayBlockingQueue<>(100_000);
    private final AtomicInteger sent = new AtomicInteger();
    private final boolean confirms;

    MemoryDriver(boolean confirms) {
      this.confirms = confirms;
    }

    @Override
    public void prepare(String queue) {}

    @Override
    public Sender sender(String queue) {
      return (body, done) -> {
        sent.incrementAndGet();
        if (confirms) {
          stored.put(body);
          done.accept(null);
        }
      };
    }

    @Override
    public Receiver receiver(String queue) {
      return timeout -> stored.poll(timeout.toMillis(), TimeUnit.MILLISECONDS);
    }
  }

  private static String run(MemoryDriver driver, int window, int rate) throws Exception {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    LoadSettings settings =
        new LoadSettings(2, window, 1, 64, rate, Duration.ZERO, Duration.ofMillis(500));
    new LoadRun(driver, "q", settings, new PrintStream(out, true, StandardCharsets.UTF_8))
        .perform();
    return out.toString(StandardCharsets.UTF_8);
  }

  private static int number(String result, String name) {
    return Integer.parseInt(result.replaceAll("(?s).* " + name + "=(\\d+) .*", "$1"));
  }

  @Test
  void keepsToItsRate() throws Exception {
    String result = run(new MemoryDriver(true), 10, 400);

    assertThat(number(result, "confirmed")).isBetween(100, 220);
    assertThat(number(result, "delivered")).isPositive();
  }

  @Test
  void sendsNoMoreThanItsWindowsUnconfirmed() throws Exception {
    MemoryDriver driver = new MemoryDriver(false);

    String result = run(driver, 5, 0);

    assertThat(driver.sent).hasValue(2 * 5);
    assertThat(number(result, "confirmed")).isZero();
  }
}

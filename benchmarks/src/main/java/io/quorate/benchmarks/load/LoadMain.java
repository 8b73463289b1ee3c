package io.quorate.benchmarks.load;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * The JVM of loads: {@code DRIVER URL QUEUE load|failover|trace WORD...}. Lines that begin with one
 * of the words below are for the process that started it. After a {@code load} each line that comes
 * in, {@code QUEUE WORD...}, is another one.
 */
public final class LoadMain {
  public static final String MEASURING = "MEASURING";
  public static final String RESULT = "RESULT";
  public static final String CONFIRM = "CONFIRM";
  public static final String READY = "READY";
  public static final String ANSWER = "ANSWER";

  private static final Duration READY_MAX = Duration.ofSeconds(90);
  private static final long STEP_NANOS = Duration.ofMillis(200).toNanos();

  private LoadMain() {}

  public static void main(String[] arguments) {
    int exit = 0;
    try {
      run(Arrays.asList(arguments));
    } catch (Exception e) {
      e.printStackTrace();
      exit = 1;
    }
    // Clients differ in what they leave behind; the servers are killed next anyway.
    Runtime.getRuntime().halt(exit);
  }

  private static void run(List<String> arguments) throws Exception {
    PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    Driver driver = open(arguments.get(0), arguments.get(1));
    String queue = arguments.get(2);
    awaitReady(driver, queue);
    out.println(READY);
    LoadSettings settings = LoadSettings.parse(arguments.subList(4, arguments.size()));
    BufferedReader in =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    switch (arguments.get(3)) {
      case "load" -> {
        new LoadRun(driver, queue, settings, out).perform();
        performMore(driver, in, out);
      }
      case "failover" -> new FailoverRun(driver, queue, settings, out).perform(in);
      case "trace" ->
          new TraceRun(driver.sender(queue), out)
              .perform(settings.window(), new Body(settings.bodyBytes(), 0));
      default ->
          throw new IllegalArgumentException("expected load, failover or trace: " + arguments);
    }
  }

  private static void performMore(Driver driver, BufferedReader in, PrintStream out)
      throws Exception {
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      List<String> words = Arrays.asList(line.split(" ", -1));
      String queue = words.get(0);
      awaitReady(driver, queue);
      LoadSettings settings = LoadSettings.parse(words.subList(1, words.size()));
      new LoadRun(driver, queue, settings, out).perform();
    }
  }

  /** By name: only this driver's library is on the class path. */
  private static Driver open(String name, String url) throws ReflectiveOperationException {
    return Class.forName("io.quorate.benchmarks.driver." + name)
        .asSubclass(Driver.class)
        .getConstructor(String.class)
        .newInstance(url);
  }

  private static void awaitReady(Driver driver, String queue) throws Exception {
    long startNanos = System.nanoTime();
    while (true) {
      try {
        driver.prepare(queue);
        return;
      } catch (Exception e) {
        if (System.nanoTime() - startNanos > READY_MAX.toNanos()) {
          throw new IllegalStateException(
              "the cluster did not take the queue within %d s"
                  .formatted(TimeUnit.NANOSECONDS.toSeconds(READY_MAX.toNanos())),
              e);
        }
        LockSupport.parkNanos(STEP_NANOS);
      }
    }
  }
}

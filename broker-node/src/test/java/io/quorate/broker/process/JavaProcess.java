package io.quorate.broker.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A JVM of this test's class path that can be killed, paused and started again. Its output is
 * appended to one file over all its lives.
 */
final class JavaProcess implements AutoCloseable {
  private static final int EXIT_SECONDS_MAX = 30;

  private final Site site;
  private final Path log;
  private final List<String> command = new ArrayList<>();
  private boolean isEndExpected;
  private @Nullable Process process;
  private @Nullable Thread hook;

  /** Options of the JVM, its main class, and the arguments. */
  JavaProcess(Site site, Path log, List<String> options, List<String> mainAndArguments) {
    this.site = site;
    this.log = log;
    command.addAll(site.prefix());
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(options);
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.addAll(mainAndArguments);
  }

  void start() {
    if (isAlive()) {
      throw new IllegalStateException(site.name() + " is running already");
    }
    try {
      note("start");
      isEndExpected = false;
      ProcessBuilder builder =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
      builder.environment().putAll(site.environment());
      process = builder.start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    endWithThisJvm(process);
  }

  private void endWithThisJvm(Process started) {
    forgetHook();
    hook = new Thread(started::destroyForcibly);
    Runtime.getRuntime().addShutdownHook(hook);
  }

  private void forgetHook() {
    try {
      if (hook != null) {
        Runtime.getRuntime().removeShutdownHook(hook);
      }
    } catch (IllegalStateException e) {
      // This JVM is ending: the hook runs.
    }
  }

  boolean isAlive() {
    return process != null && process.isAlive();
  }

  /** Whether it was started and is gone though nobody here ended it. */
  boolean hasEndedByItself() {
    return process != null && !process.isAlive() && !isEndExpected;
  }

  long pid() {
    return running().pid();
  }

  private Process running() {
    if (process == null || !process.isAlive()) {
      throw new IllegalStateException(site.name() + " is not running");
    }
    return process;
  }

  /** {@code kill -9}; returns once the process is gone. */
  void kill() {
    note("kill -9");
    isEndExpected = true;
    awaitExit(running().destroyForcibly());
  }

  /** SIGTERM; returns how long the process took to end. */
  long terminateNanos() {
    note("kill -TERM");
    isEndExpected = true;
    Process ending = running();
    long start = System.nanoTime();
    signal("TERM");
    awaitExit(ending);
    return System.nanoTime() - start;
  }

  void pause() {
    note("kill -STOP");
    signal("STOP");
  }

  /** Waits until every thread of the paused process has left the kernel and stopped. */
  void awaitRest() {
    Patience patience = new Patience(site.name() + " to rest", Duration.ofSeconds(30));
    while (!isAtRest()) {
      patience.step(() -> "a thread that runs");
    }
  }

  private boolean isAtRest() {
    Path threads = Path.of("/proc", Long.toString(pid()), "task");
    try (Stream<Path> all = Files.list(threads)) {
      for (Path thread : all.toList()) {
        String stat = Files.readString(thread.resolve("stat"));
        // The state is the word after the name, which stands in brackets and may hold anything.
        if (stat.charAt(stat.lastIndexOf(')') + 2) != 'T') {
          return false;
        }
      }
      return true;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  void resume() {
    note("kill -CONT");
    signal("CONT");
  }

  private void signal(String signal) {
    try {
      Process kill = new ProcessBuilder("kill", "-" + signal, Long.toString(pid())).start();
      if (kill.waitFor() != 0) {
        throw new IllegalStateException("kill -%s of %s failed".formatted(signal, site.name()));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private void awaitExit(Process ending) {
    try {
      if (!ending.waitFor(EXIT_SECONDS_MAX, TimeUnit.SECONDS)) {
        throw new AssertionError(
            "%s has not ended within %d s".formatted(site.name(), EXIT_SECONDS_MAX));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** Marks what was done to the process in its own log. */
  private void note(String what) {
    try {
      Files.writeString(
          log,
          "%s ──── %s%n".formatted(Instant.now(), what),
          StandardOpenOption.CREATE,
          StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  List<String> logLines() {
    try {
      // Killed in the middle of a character, perhaps: read what is there.
      return Files.exists(log)
          ? new String(Files.readAllBytes(log), StandardCharsets.UTF_8).lines().toList()
          : List.of();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    if (process != null) {
      awaitExit(process.destroyForcibly());
    }
    forgetHook();
    hook = null;
  }
}

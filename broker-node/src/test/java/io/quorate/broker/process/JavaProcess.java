package io.quorate.broker.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A JVM of this test's class path that can be killed, paused and started again. Its output is
 * appended to one file over all its lives.
 */
final class JavaProcess implements AutoCloseable {
  private static final int EXIT_SECONDS_MAX = 30;

  private final String name;
  private final Path log;
  private final List<String> command = new ArrayList<>();
  private @Nullable Process process;
  private @Nullable Thread hook;

  /** Options of the JVM, its main class, and the arguments. */
  JavaProcess(String name, Path log, List<String> options, List<String> mainAndArguments) {
    this.name = name;
    this.log = log;
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(options);
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.addAll(mainAndArguments);
  }

  void start() {
    if (isAlive()) {
      throw new IllegalStateException(name + " is running already");
    }
    try {
      note("start");
      process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
              .start();
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

  long pid() {
    return running().pid();
  }

  private Process running() {
    if (process == null || !process.isAlive()) {
      throw new IllegalStateException(name + " is not running");
    }
    return process;
  }

  /** {@code kill -9}; returns once the process is gone. */
  void kill() {
    note("kill -9");
    awaitExit(running().destroyForcibly());
  }

  /** SIGTERM; returns how long the process took to end. */
  long terminateNanos() {
    note("kill -TERM");
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

  void resume() {
    note("kill -CONT");
    signal("CONT");
  }

  private void signal(String signal) {
    try {
      Process kill = new ProcessBuilder("kill", "-" + signal, Long.toString(pid())).start();
      if (kill.waitFor() != 0) {
        throw new IllegalStateException("kill -%s of %s failed".formatted(signal, name));
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
        throw new AssertionError("%s has not ended within %d s".formatted(name, EXIT_SECONDS_MAX));
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

  String name() {
    return name;
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

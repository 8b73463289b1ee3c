package io.quorate.benchmarks.server;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A server and the processes that it starts. Can be killed and started again; its output is
 * appended to one file.
 */
public final class ServerProcess {
  private static final int END_SECONDS_MAX = 30;
  private static final long STEP_NANOS = TimeUnit.MILLISECONDS.toNanos(5);

  private final String name;
  private final Path log;
  private final List<String> command;
  private final Map<String, String> environment;
  private final SyncCounts syncs;
  private @Nullable Process process;

  ServerProcess(
      String name,
      Path log,
      List<String> command,
      Map<String, String> environment,
      SyncCounts syncs) {
    this.name = name;
    this.log = log;
    this.command = command;
    this.environment = environment;
    this.syncs = syncs;
  }

  public String name() {
    return name;
  }

  public SyncCounts syncs() {
    return syncs;
  }

  public synchronized void start() {
    try {
      ProcessBuilder builder =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
      builder.environment().putAll(environment);
      process = builder.start();
    } catch (IOException e) {
      throw new ServerException("cannot run " + command.get(0) + ": " + e.getMessage(), e);
    }
  }

  public synchronized boolean isRunning() {
    return process != null && process.isAlive();
  }

  private synchronized Process running() {
    if (process == null || !process.isAlive()) {
      throw new ServerException("%s has ended by itself; see %s".formatted(name, log));
    }
    return process;
  }

  public ProcessUse use() {
    return ProcessUse.of(running().toHandle());
  }

  /**
   * {@code kill -9} of all its processes at once, and waits until they are gone.
   *
   * @return when they were killed, on the clock of {@link System#nanoTime}
   */
  public synchronized long kill() {
    Process ending = process;
    if (ending == null) {
      return System.nanoTime();
    }
    // Found before the clock is read: that takes milliseconds.
    List<ProcessHandle> all =
        Stream.concat(Stream.of(ending.toHandle()), ending.descendants()).toList();
    long nanos = System.nanoTime();
    all.forEach(ProcessHandle::destroyForcibly);
    process = null;
    // The last of its threads may still hold the ports while it waits for a disk.
    awaitExit(ending);
    all.forEach(this::awaitEnd);
    return nanos;
  }

  private void awaitExit(Process ending) {
    try {
      if (!ending.waitFor(END_SECONDS_MAX, TimeUnit.SECONDS)) {
        throw notEnded();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ServerException("interrupted while killing " + name, e);
    }
  }

  private ServerException notEnded() {
    return new ServerException(
        "%s was killed and has not ended within %d s".formatted(name, END_SECONDS_MAX));
  }

  private void awaitEnd(ProcessHandle ending) {
    long startNanos = System.nanoTime();
    while (isThere(ending)) {
      if (System.nanoTime() - startNanos > TimeUnit.SECONDS.toNanos(END_SECONDS_MAX)) {
        throw notEnded();
      }
      LockSupport.parkNanos(STEP_NANOS);
    }
  }

  /** Somebody else's child stays in the list until its parent has noted the end. */
  private static boolean isThere(ProcessHandle process) {
    return process.isAlive() && process.info().command().isPresent();
  }

  /** Waits until its output has the text so many times. */
  void awaitLog(String text, long times) {
    Patience.await(
        "'%s' in %s".formatted(text, log),
        () -> {
          running();
          return countInLog(text) >= times;
        });
  }

  long countInLog(String text) {
    try {
      return Files.exists(log)
          ? new String(Files.readAllBytes(log), StandardCharsets.UTF_8)
              .lines()
              .filter(line -> line.contains(text))
              .count()
          : 0;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Waits until the port takes connections. */
  void awaitPort(int port) {
    Patience.await(
        "%s to listen at port %d; see %s".formatted(name, port, log),
        () -> {
          running();
          return Ports.isOpen(port);
        });
  }
}

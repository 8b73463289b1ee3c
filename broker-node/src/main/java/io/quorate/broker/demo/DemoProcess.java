package io.quorate.broker.demo;

import io.quorate.broker.Main;
import io.quorate.broker.ParentWatch;
import java.io.File;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * One JVM of a demo: a node, or the ZooKeeper. Its output is appended to one file over all its
 * lives. Safe for many threads.
 */
final class DemoProcess {
  /** When the process ends if nobody ends it. */
  enum Lifetime {
    /** With the JVM that started it, in whatever way that one ends. */
    OF_THIS_JVM,
    /** Never; a file with its id lets a later command find it. */
    OPEN
  }

  /**
   * A demo is young when it is over: code of the first compiler at once is worth more than better
   * code later, and three times the CPU time at the start.
   */
  private static final List<String> OPTIONS =
      List.of(
          "-XX:TieredStopAtLevel=1",
          "-XX:+UseSerialGC",
          "-XX:+ExitOnOutOfMemoryError",
          "-XX:-UsePerfData");

  private static final Duration END_MAX = Duration.ofSeconds(10);
  private static final long STEP_NANOS = Duration.ofMillis(5).toNanos();

  /** Clocks are read in steps, and set; no process id comes round in so short a time. */
  private static final Duration SAME_START = Duration.ofSeconds(5);

  private static final int LAST_LINES = 15;
  private static final int LAST_BYTES = 8 << 10;

  private final String name;
  private final DemoFolder folder;
  private final List<String> command = new ArrayList<>();
  private final Lifetime lifetime;
  private @Nullable ProcessHandle handle;
  private boolean killed;

  /** Held although nothing reads it: its standard input, once collected, would be closed. */
  private @Nullable Process child;

  /**
   * Starts nothing.
   *
   * @param name of its files, too
   * @param arguments of {@link Main}
   */
  DemoProcess(
      String name,
      DemoFolder folder,
      Lifetime lifetime,
      int heapMebibytes,
      List<String> arguments) {
    this.name = name;
    this.folder = folder;
    this.lifetime = lifetime;
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(OPTIONS);
    command.addAll(optionsOfThisJdk());
    command.add("-Xmx%dm".formatted(heapMebibytes));
    command.add("-Djava.io.tmpdir=" + folder.temporary(name));
    command.add(Main.class.getName());
    if (lifetime == Lifetime.OF_THIS_JVM) {
      command.add(ParentWatch.VERB);
    }
    command.addAll(arguments);
  }

  /** Older JDKs refuse to start with them; newer ones warn without. */
  private static List<String> optionsOfThisJdk() {
    List<String> options = new ArrayList<>();
    int release = Runtime.version().feature();
    if (release >= 22) {
      options.add("--enable-native-access=ALL-UNNAMED");
    }
    if (release >= 23) {
      options.add("--sun-misc-unsafe-memory-access=allow");
    }
    return options;
  }

  String name() {
    return name;
  }

  /** Takes over the process that another command has started, if it is still that one. */
  synchronized void adopt() throws IOException {
    if (Files.exists(folder.pid(name))) {
      String[] words = Files.readString(folder.pid(name)).strip().split(" ", -1);
      handle = words.length == 2 ? find(words[0], words[1]) : null;
    }
  }

  private static @Nullable ProcessHandle find(String pid, String startMillis) {
    try {
      Instant start = Instant.ofEpochMilli(Long.parseLong(startMillis));
      return ProcessHandle.of(Long.parseLong(pid))
          .filter(DemoProcess::isRunning)
          .filter(process -> hasStartedAt(start, process))
          .orElse(null);
    } catch (NumberFormatException e) {
      return null;
    }
  }

  private static boolean hasStartedAt(Instant start, ProcessHandle process) {
    return process
        .info()
        .startInstant()
        .filter(its -> Duration.between(start, its).abs().compareTo(SAME_START) < 0)
        .isPresent();
  }

  synchronized void start() throws DemoException, IOException {
    if (isRunning()) {
      throw new DemoException("%s runs already".formatted(name));
    }
    folder.clearTemporary(name);
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(folder.path().toFile())
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(folder.log(name).toFile()));
    setEnvironment(builder.environment());
    Process started = builder.start();
    child = started;
    handle = started.toHandle();
    killed = false;
    if (lifetime == Lifetime.OPEN) {
      long startMillis = started.info().startInstant().map(Instant::toEpochMilli).orElse(0L);
      folder.write(folder.pid(name), "%d %d\n".formatted(started.pid(), startMillis));
    }
  }

  /** The user's own variables are meant for other nodes than these. */
  private static void setEnvironment(Map<String, String> environment) {
    environment
        .keySet()
        .removeIf(key -> key.startsWith("QUORATE_") && !key.equals("QUORATE_LOG_LEVEL"));
    // As a variable it leaves the command short enough to be read in a list of processes.
    environment.put(
        "CLASSPATH",
        Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator, -1))
            .map(entry -> Path.of(entry).toAbsolutePath().toString())
            .collect(Collectors.joining(File.pathSeparator)));
  }

  synchronized boolean isRunning() {
    return child != null ? child.isAlive() : handle != null && isRunning(handle);
  }

  /**
   * To the JDK somebody else's child lives on until that one notes its end; but for its command.
   */
  private static boolean isRunning(ProcessHandle process) {
    return process.isAlive() && process.info().command().isPresent();
  }

  /** 0 unless it is running. */
  synchronized long pid() {
    return handle != null && isRunning() ? handle.pid() : 0;
  }

  /** {@code kill -9}, without waiting for the end. */
  synchronized void kill() throws IOException {
    killed = true;
    if (handle != null && isRunning()) {
      handle.destroyForcibly();
    }
    Files.deleteIfExists(folder.pid(name));
  }

  /** Waits until nothing is left of a process that was killed. */
  void awaitEnd() throws DemoException {
    long endNanos = System.nanoTime() + END_MAX.toNanos();
    while (isRunning()) {
      if (System.nanoTime() - endNanos > 0) {
        throw new DemoException(
            "%s (process %d) was killed and has not ended within %d s"
                .formatted(name, pid(), END_MAX.toSeconds()));
      }
      LockSupport.parkNanos(STEP_NANOS);
    }
    forget();
  }

  private synchronized void forget() {
    handle = null;
    child = null;
  }

  /** What is to be said of a process that ended although nobody killed it. */
  synchronized Optional<String> lastWords() {
    if (handle == null || killed || isRunning()) {
      return Optional.empty();
    }
    String exit = child == null ? "" : " with exit code " + child.exitValue();
    return Optional.of(
        "%s has ended by itself%s; the end of %s:%n%s"
            .formatted(name, exit, folder.log(name), lastLines()));
  }

  private String lastLines() {
    try (RandomAccessFile file = new RandomAccessFile(folder.log(name).toFile(), "r")) {
      byte[] tail = new byte[(int) Math.min(LAST_BYTES, file.length())];
      file.seek(file.length() - tail.length);
      file.readFully(tail);
      List<String> lines = new String(tail, StandardCharsets.UTF_8).lines().toList();
      return lines.subList(Math.max(0, lines.size() - LAST_LINES), lines.size()).stream()
          .map(line -> "  " + line)
          .collect(Collectors.joining(System.lineSeparator()));
    } catch (IOException e) {
      return "  (cannot be read: %s)".formatted(e);
    }
  }
}

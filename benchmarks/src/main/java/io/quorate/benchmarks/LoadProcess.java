package io.quorate.benchmarks;

import io.quorate.benchmarks.load.LoadMain;
import io.quorate.benchmarks.load.LoadSettings;
import io.quorate.benchmarks.server.ProcessUse;
import io.quorate.benchmarks.server.ServerException;
import io.quorate.benchmarks.server.Servers;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** A {@link LoadMain} in a JVM of its own, with the class path of one system's driver. */
final class LoadProcess implements AutoCloseable {
  private static final int LINES_KEPT = 40;

  private final Process process;
  private final BufferedReader lines;
  private final PrintStream questions;
  private final Deque<String> latest = new ArrayDeque<>();

  /**
   * @param timeMax after which it is killed
   */
  LoadProcess(Servers servers, String queue, String mode, LoadSettings settings, Duration timeMax)
      throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Xmx2g", LoadMain.class.getName()));
    command.addAll(List.of(servers.driver(), servers.url(), queue, mode));
    command.addAll(settings.words());
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().put("CLASSPATH", servers.clientClassPath());
    builder.environment().put("QUORATE_LOG_LEVEL", "WARN");
    process = builder.start();
    lines =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    questions = new PrintStream(process.getOutputStream(), true, StandardCharsets.UTF_8);
    CompletableFuture.delayedExecutor(timeMax.toMillis(), TimeUnit.MILLISECONDS)
        .execute(process::destroyForcibly);
    Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
  }

  /** Another load, after the one before has ended. */
  void perform(String queue, LoadSettings settings) {
    questions.println(queue + " " + String.join(" ", settings.words()));
  }

  /** Reads up to the next line that begins with the word, and returns what follows it. */
  String await(String word) throws IOException {
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      if (line.equals(word) || line.startsWith(word + " ")) {
        return line.substring(word.length()).strip();
      }
      if (!line.equals(LoadMain.READY)) {
        note(line);
      }
    }
    throw new ServerException(
        "the load has ended without %s; its last lines:%n%s"
            .formatted(word, String.join(System.lineSeparator(), latest)));
  }

  private void note(String line) {
    latest.add(line);
    if (latest.size() > LINES_KEPT) {
      latest.remove();
    }
  }

  /** What it said since the last time that was no answer: failures above all. */
  List<String> takeAsides() {
    List<String> taken = List.copyOf(latest);
    latest.clear();
    return taken;
  }

  String ask(String question) throws IOException {
    questions.println(question);
    return await(LoadMain.ANSWER);
  }

  ProcessUse use() {
    return ProcessUse.of(process.toHandle());
  }

  @Override
  public void close() {
    process.destroyForcibly();
    process.onExit().join();
  }
}

package io.quorate.benchmarks.server;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A program that is run to its end. */
public final class Command {
  private static final int MINUTES_MAX = 10;

  private Command() {}

  /**
   * Runs it, without any input.
   *
   * @return what it printed, errors among it
   * @throws ServerException if it fails or is not there
   */
  public static String run(Path folder, Map<String, String> environment, List<String> command) {
    try {
      ProcessBuilder builder =
          new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true);
      builder.environment().putAll(environment);
      Process process = builder.start();
      process.getOutputStream().close();
      String output =
          new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
      if (!process.waitFor(MINUTES_MAX, TimeUnit.MINUTES) || process.exitValue() != 0) {
        process.destroyForcibly();
        throw new ServerException("%s failed:%n%s".formatted(String.join(" ", command), output));
      }
      return output;
    } catch (IOException e) {
      throw new ServerException("cannot run " + command.get(0) + ": " + e.getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ServerException("interrupted while running " + command.get(0), e);
    }
  }

  public static boolean exists(String name) {
    return Path.of("/").resolve(name).toFile().canExecute()
        || List.of(System.getenv().getOrDefault("PATH", "").split(":", -1)).stream()
            .anyMatch(folder -> Path.of(folder, name).toFile().canExecute());
  }
}

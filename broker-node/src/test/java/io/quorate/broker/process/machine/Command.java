package io.quorate.broker.process.machine;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A program of the machine, run to its end. */
final class Command {
  private static final int SECONDS_MAX = 60;

  private Command() {}

  /** Returns what it wrote; fails with that unless it ends well. */
  static String run(String... command) {
    Outcome outcome = outcome(command);
    if (outcome.exitCode() != 0) {
      throw new IllegalStateException(
          "%s ended with %d: %s"
              .formatted(String.join(" ", command), outcome.exitCode(), outcome.output()));
    }
    return outcome.output();
  }

  static boolean succeeds(String... command) {
    return outcome(command).exitCode() == 0;
  }

  private record Outcome(int exitCode, String output) {}

  private static Outcome outcome(String... command) {
    try {
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      process.getOutputStream().close();
      String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (!process.waitFor(SECONDS_MAX, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw new IllegalStateException(List.of(command) + " takes longer than a minute");
      }
      return new Outcome(process.exitValue(), output.strip());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}

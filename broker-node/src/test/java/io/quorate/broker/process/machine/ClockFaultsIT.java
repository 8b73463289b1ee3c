package io.quorate.broker.process.machine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.Scanner;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A JVM has to fall for it, or no clock was turned in any run. */
class ClockFaultsIT {
  private static final Duration JUMP = Duration.ofHours(2);
  private static final long MOMENT_MILLIS = Duration.ofMinutes(5).toMillis();

  /** What the JVM said, and when it was asked. */
  private record Answer(long wallMillis, long nanos, long askedMillis) {
    long aheadMillis() {
      return wallMillis - askedMillis;
    }
  }

  @Test
  void aRunningJvmSeesTheTimeOfDayJumpAndNothingElse(@TempDir Path folder) throws Exception {
    Optional<Path> library = FaultLibrary.build(folder);
    assumeTrue(library.isPresent(), "expected gcc to build the library that turns clocks");
    ClockFaults clock = new ClockFaults(library.orElseThrow(), folder.resolve("clock"));
    Process jvm = start(clock);
    try (Writer in = new OutputStreamWriter(jvm.getOutputStream(), StandardCharsets.UTF_8);
        BufferedReader out =
            new BufferedReader(
                new InputStreamReader(jvm.getInputStream(), StandardCharsets.UTF_8))) {
      Answer first = ask(in, out);
      clock.jump(JUMP);
      Answer ahead = ask(in, out);
      clock.jump(JUMP.negated());
      Answer behind = ask(in, out);
      clock.comeBack();
      Answer last = ask(in, out);

      assertThat(first.aheadMillis()).isBetween(0L, MOMENT_MILLIS);
      assertThat(ahead.aheadMillis() - JUMP.toMillis()).isBetween(0L, MOMENT_MILLIS);
      assertThat(behind.aheadMillis() + JUMP.toMillis()).isBetween(0L, MOMENT_MILLIS);
      assertThat(last.aheadMillis()).isBetween(0L, MOMENT_MILLIS);
      assertThat(Duration.ofNanos(last.nanos() - first.nanos()))
          .isBetween(Duration.ZERO, Duration.ofMillis(MOMENT_MILLIS));
      assertThat(ahead.nanos()).isBetween(first.nanos(), behind.nanos());
    } finally {
      jvm.destroyForcibly().waitFor();
    }
  }

  private static Process start(ClockFaults clock) throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                TellTime.class.getName())
            .redirectError(ProcessBuilder.Redirect.INHERIT);
    builder.environment().putAll(clock.environment());
    return builder.start();
  }

  private static Answer ask(Writer in, BufferedReader out) throws IOException {
    long askedMillis = System.currentTimeMillis();
    in.write("what time is it?\n");
    in.flush();
    String[] answer = String.valueOf(out.readLine()).split(" ", -1);
    return new Answer(Long.parseLong(answer[0]), Long.parseLong(answer[1]), askedMillis);
  }

  /** Answers each line with both of its clocks. */
  static final class TellTime {
    private TellTime() {}

    public static void main(String[] arguments) {
      Scanner questions = new Scanner(System.in, StandardCharsets.UTF_8);
      while (questions.hasNextLine()) {
        questions.nextLine();
        System.out.println(System.currentTimeMillis() + " " + System.nanoTime());
      }
    }
  }
}

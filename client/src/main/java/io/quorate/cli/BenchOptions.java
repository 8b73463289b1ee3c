package io.quorate.cli;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** How much load, and for how long. */
final class BenchOptions {
  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec = CommandSpec.create();

  @Option(
      names = "--queue",
      paramLabel = "NAME",
      description =
          "Where to; what is sent stays there (default: a new queue, deleted at the end).")
  private @Nullable String queue;

  @Option(
      names = "--queues",
      paramLabel = "N",
      defaultValue = "1",
      description =
          "With more than one each producer sends to all of them in turn: NAME.1 to NAME.N"
              + " (default: ${DEFAULT-VALUE}).")
  private int queues;

  @Option(
      names = "--producers",
      paramLabel = "N",
      defaultValue = "1",
      description = "How many send at a time (default: ${DEFAULT-VALUE}).")
  private int producers;

  @Option(
      names = "--window",
      paramLabel = "N",
      defaultValue = "1000",
      description =
          "How many messages of a producer may be unconfirmed (default: ${DEFAULT-VALUE}).")
  private int window;

  @Option(
      names = "--size",
      paramLabel = "SIZE",
      defaultValue = "1KiB",
      converter = Amounts.Bytes.class,
      description = "Of a body (default: ${DEFAULT-VALUE}).")
  private Long size = 0L;

  @Option(
      names = "--seconds",
      paramLabel = "S",
      defaultValue = "10",
      description = "How long it is measured (default: ${DEFAULT-VALUE}).")
  private int seconds;

  @Option(
      names = "--warm-up",
      paramLabel = "S",
      defaultValue = "2",
      description = "How long before that (default: ${DEFAULT-VALUE}).")
  private int warmUpSeconds;

  @Option(names = "--volatile", description = "Messages in the master's memory alone.")
  private boolean isVolatile;

  /** The load, checked. */
  BenchRun.Load load(int consumers) {
    requireRange("--queues", queues, 1, BenchRun.QUEUES_MAX);
    requireRange("--producers", producers, 1, 1_000);
    requireRange("--window", window, 1, 1_000_000);
    requireRange("--size", size, BenchRun.HEADER_BYTES, Bodies.BODY_BYTES_MAX);
    requireRange("--seconds", seconds, 1, 1_000_000);
    requireRange("--warm-up", warmUpSeconds, 0, 1_000_000);
    requireRange("--consumers", consumers, 0, 1_000);
    if (consumers > 0 && consumers < queues) {
      throw new ParameterException(
          spec.commandLine(),
          "expected a consumer for each queue, found --queues %d and --consumers %d"
              .formatted(queues, consumers));
    }
    return new BenchRun.Load(
        queue,
        queues,
        producers,
        consumers,
        window,
        size.intValue(),
        isVolatile,
        Duration.ofSeconds(warmUpSeconds),
        Duration.ofSeconds(seconds));
  }

  private void requireRange(String option, long value, long min, long max) {
    if (value < min || value > max) {
      throw new ParameterException(
          spec.commandLine(),
          "%s: expected a number from %d to %d, found %d".formatted(option, min, max, value));
    }
  }
}

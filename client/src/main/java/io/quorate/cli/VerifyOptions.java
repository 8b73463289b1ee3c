package io.quorate.cli;

import io.quorate.client.verify.Verification;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** How a cluster is held to its promises, and for how long. */
final class VerifyOptions {
  private static final int BODY_BYTES_MAX = 1 << 20;

  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec = CommandSpec.create();

  @Option(
      names = "--seconds",
      paramLabel = "S",
      defaultValue = "60",
      description = "How long messages are sent (default: ${DEFAULT-VALUE}).")
  private int seconds;

  @Option(
      names = "--hand-overs",
      paramLabel = "N",
      defaultValue = "0",
      description =
          "How often the master is asked to let another be master (default: ${DEFAULT-VALUE}).")
  private int handOvers;

  @Option(
      names = "--producers",
      paramLabel = "N",
      defaultValue = "2",
      description = "How many send at a time (default: ${DEFAULT-VALUE}).")
  private int producers;

  @Option(
      names = "--window",
      paramLabel = "N",
      defaultValue = "100",
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

  int seconds() {
    requireRange("--seconds", seconds, 1, 1_000_000);
    return seconds;
  }

  int handOvers() {
    requireRange("--hand-overs", handOvers, 0, seconds);
    return handOvers;
  }

  Verification.Load load() {
    requireRange("--producers", producers, 1, 100);
    requireRange("--window", window, 1, 100_000);
    requireRange("--size", size, Verification.Load.BODY_BYTES_MIN, BODY_BYTES_MAX);
    return new Verification.Load(producers, window, size.intValue());
  }

  private void requireRange(String option, long value, long min, long max) {
    if (value < min || value > max) {
      throw new ParameterException(
          spec.commandLine(),
          "%s: expected a number from %d to %d, found %d".formatted(option, min, max, value));
    }
  }
}

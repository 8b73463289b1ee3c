package io.quorate.cli;

import io.quorate.client.admin.AdminException;
import io.quorate.client.admin.ClusterAdmin;
import io.quorate.client.admin.LedgerPayload;
import io.quorate.client.admin.LogAppender;
import io.quorate.client.admin.LogAppender.Load;
import io.quorate.client.admin.LogClient;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Appends entries and says what became of them, and how fast. */
@Command(
    name = "append",
    description = {
      "Appends random entries and counts how each ended:",
      "confirmed (on disk on a majority), refused (surely not stored) or unknown.",
      "Exit code 0: all were confirmed; 1: some were not."
    },
    mixinStandardHelpOptions = true,
    footerHeading = "%nExamples:%n",
    footer = {
      "  quorate log append -n 1000",
      "  quorate log append --seconds 60 --window 1000 --size 1024",
      "  quorate log append --seconds 60 --rate 500 --record appended.txt"
    })
final class LogAppendCommand implements Callable<Integer> {
  private static final int ENTRIES_DEFAULT = 1000;
  private static final int SIZE_MAX = 16 << 20;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Option(
      names = {"-n", "--entries"},
      paramLabel = "N",
      description =
          "How many entries (default: " + ENTRIES_DEFAULT + ", or no limit with --seconds).")
  private @Nullable Integer entries;

  @Option(
      names = "--size",
      paramLabel = "BYTES",
      defaultValue = "1024",
      description = "Size of an entry's payload (default: ${DEFAULT-VALUE}).")
  private int size;

  @Option(
      names = "--window",
      paramLabel = "W",
      defaultValue = "1",
      description = "How many appends may be unfinished at a time (default: ${DEFAULT-VALUE}).")
  private int window;

  @Option(names = "--seconds", paramLabel = "S", description = "For how long.")
  private int seconds;

  @Option(names = "--rate", paramLabel = "R", description = "Entries per second at most.")
  private int rate;

  @Option(
      names = "--deadline",
      paramLabel = "MILLIS",
      defaultValue = "10000",
      description = "Within which every append ends (default: ${DEFAULT-VALUE}).")
  private int deadlineMillis;

  @Option(
      names = "--record",
      paramLabel = "FILE",
      description = "Write how each entry ended, for: log verify --confirmed FILE.")
  private @Nullable Path record;

  @Override
  public Integer call() throws AdminException, IOException, InterruptedException {
    Main main = Main.of(spec);
    LogClient.Settings settings = settings(main.group());
    Load load = load();
    requireSomebodyThere(main);
    try (AppendTally tally = new AppendTally(load, Progress.onTerminal(), record);
        LogClient client = main.logClient(settings)) {
      new LogAppender(client, load, tally).run();
      tally.print(spec.commandLine().getOut());
      return tally.isAllConfirmed() ? ExitCode.DONE : ExitCode.FAILED;
    }
  }

  private LogClient.Settings settings(String group) {
    try {
      return new LogClient.Settings(group, window, Duration.ofMillis(deadlineMillis));
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), e.getMessage(), e);
    }
  }

  private Load load() {
    requireRange("--size", size, LedgerPayload.HEADER_BYTES, SIZE_MAX);
    requireRange("--seconds", seconds, 0, Integer.MAX_VALUE);
    requireRange("--rate", rate, 0, Integer.MAX_VALUE);
    int count = entries != null ? entries : seconds > 0 ? 0 : ENTRIES_DEFAULT;
    requireRange("-n", count, entries != null ? 1 : 0, Integer.MAX_VALUE);
    long producer = ThreadLocalRandom.current().nextLong(1, Long.MAX_VALUE);
    return new Load(producer, size, count, Duration.ofSeconds(seconds), rate);
  }

  private void requireRange(String option, int value, int min, int max) {
    if (value < min || value > max) {
      throw new ParameterException(
          spec.commandLine(),
          "%s: expected a number from %d to %d, found %d".formatted(option, min, max, value));
    }
  }

  /** A wrong address shall not show itself only when all deadlines are over. */
  private static void requireSomebodyThere(Main main) throws AdminException {
    try (ClusterAdmin cluster = main.cluster()) {
      cluster.anyNode();
    }
  }
}

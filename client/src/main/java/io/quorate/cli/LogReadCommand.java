package io.quorate.cli;

import io.quorate.client.admin.AdminException;
import io.quorate.client.admin.ClusterAdmin;
import io.quorate.client.admin.LedgerPayload;
import io.quorate.client.admin.LogEntry;
import java.io.PrintWriter;
import java.time.Instant;
import java.util.Base64;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Prints committed entries as one node has them. */
@Command(
    name = "read",
    description = "Prints committed entries, from the first of the given nodes that answers.",
    mixinStandardHelpOptions = true,
    footerHeading = "%nExamples:%n",
    footer = {"  quorate log read --from 1 -n 10", "  quorate log read --url broker2 -n 0 -o json"})
final class LogReadCommand implements Callable<Integer> {
  private static final String ROW = "%10s %6s %4s %-24s %9s %20s %12s%n";

  @Spec private CommandSpec spec = CommandSpec.create();
  @Mixin private Output output = new Output();

  @Option(
      names = "--from",
      paramLabel = "INDEX",
      description = "The first entry (default: the first one held).")
  private long fromIndex;

  @Option(
      names = {"-n", "--entries"},
      paramLabel = "N",
      defaultValue = "20",
      description = "How many entries, 0: all there are (default: ${DEFAULT-VALUE}).")
  private long entries;

  @Override
  public Integer call() throws AdminException {
    if (fromIndex < 0 || entries < 0) {
      throw new ParameterException(
          spec.commandLine(),
          "expected --from and -n of at least 0, found %d and %d".formatted(fromIndex, entries));
    }
    Main main = Main.of(spec);
    PrintWriter out = spec.commandLine().getOut();
    try (ClusterAdmin cluster = main.cluster()) {
      cluster.anyNode().readEntries(main.group(), fromIndex, entries, printer(out));
    }
    return ExitCode.DONE;
  }

  private Consumer<LogEntry> printer(PrintWriter out) {
    if (output.isJson()) {
      return entry -> out.println(json(entry));
    }
    out.printf(ROW, "INDEX", "EPOCH", "TYPE", "TIME", "BYTES", "PRODUCER", "SEQUENCE");
    return entry -> printRow(out, entry);
  }

  private static void printRow(PrintWriter out, LogEntry entry) {
    LedgerPayload payload = entry.isNumbered() ? LedgerPayload.decode(entry.payload()) : null;
    out.printf(
        ROW,
        entry.index(),
        entry.epoch(),
        entry.type(),
        Instant.ofEpochMilli(entry.timeMillis()),
        entry.payload().length,
        payload == null ? "-" : payload.producer(),
        payload == null ? "-" : payload.sequence());
  }

  /** One object a line, so that a long log can be read as it comes. */
  private static Json json(LogEntry entry) {
    return new Json()
        .with("index", entry.index())
        .with("epoch", entry.epoch())
        .with("type", entry.type())
        .with("version", entry.version())
        .with("timeMillis", entry.timeMillis())
        .with("crc", "%08x".formatted(entry.crc()))
        .withHex("chain", entry.chain())
        .with("payload", Base64.getEncoder().encodeToString(entry.payload()));
  }
}

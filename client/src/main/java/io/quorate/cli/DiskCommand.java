package io.quorate.cli;

import io.quorate.client.admin.AdminException;
import io.quorate.client.admin.BrokerAdmin;
import io.quorate.client.admin.DiskUsage;
import java.io.PrintWriter;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The disk's space. */
@Command(
    name = "disk",
    description = "Shows what holds the disk's space.",
    mixinStandardHelpOptions = true,
    footerHeading = "%nExample:%n",
    footer = "  quorate disk why")
final class DiskCommand implements Runnable {
  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "expected why, found no command");
  }

  @Command(
      name = "why",
      description = "Shows what holds the space of the master's disk: who needs which messages.",
      mixinStandardHelpOptions = true,
      footerHeading = "%nExample:%n",
      footer = "  ${COMMAND-FULL-NAME} -o json")
  int why(@Mixin Output output) throws AdminException {
    try (BrokerAdmin admin = Main.of(spec).admin()) {
      DiskUsage usage = admin.diskWhy();
      PrintWriter out = spec.commandLine().getOut();
      if (output.isJson()) {
        out.println(json(usage));
      } else {
        print(usage, out);
      }
    }
    return ExitCode.DONE;
  }

  private static void print(DiskUsage usage, PrintWriter out) {
    out.printf(
        "log %s (entries %d to %d), kept %s, state %s, free %s%n",
        Amounts.bytes(usage.logBytes()),
        usage.firstIndex(),
        usage.lastIndex(),
        Amounts.bytes(usage.keptBytes()),
        Amounts.bytes(usage.stateBytes()),
        Amounts.bytes(usage.freeBytes()));
    if (usage.holders().isEmpty()) {
      out.println("no messages wait");
      return;
    }
    TextTable table = new TextTable("WHO", "MESSAGES", "BYTES", "OLDEST ENTRY", "AGE");
    for (DiskUsage.Holder holder : usage.holders()) {
      table.row(
          holder.who(),
          holder.messages(),
          Amounts.bytes(holder.bytes()),
          holder.oldestIndex(),
          Amounts.age(holder.oldestStored()));
    }
    table.print(out);
  }

  private static Json json(DiskUsage usage) {
    return new Json()
        .with("logBytes", usage.logBytes())
        .with("keptBytes", usage.keptBytes())
        .with("stateBytes", usage.stateBytes())
        .with("freeBytes", usage.freeBytes())
        .with("firstIndex", usage.firstIndex())
        .with("lastIndex", usage.lastIndex())
        .with("holders", usage.holders().stream().map(DiskCommand::json).toList());
  }

  private static Json json(DiskUsage.Holder holder) {
    Json json =
        new Json()
            .with("who", holder.who())
            .with("messages", holder.messages())
            .with("bytes", holder.bytes())
            .with("oldestIndex", holder.oldestIndex());
    holder.oldestStored().ifPresent(time -> json.with("oldestStored", time));
    return json;
  }
}

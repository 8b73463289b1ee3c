package io.quorate.broker.demo;

import io.quorate.client.admin.AdminException;
import io.quorate.storage.rocksdb.StartRefusedException;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.Charset;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;

/** The command line of {@code dev}, {@code demo} and {@code verify --demo}. */
@Command(
    name = "quorate",
    subcommands = {DevCommand.class, DemoCommand.class, VerifyCommand.class})
public final class DemoCommands {
  private DemoCommands() {}

  /** Returns the exit code: 0 done, 1 failed, 2 wrong usage. */
  public static int execute(List<String> arguments, PrintStream out, PrintStream err) {
    return new CommandLine(new DemoCommands())
        .setUsageHelpAutoWidth(true)
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setOut(new PrintWriter(out, true, Charset.defaultCharset()))
        .setErr(new PrintWriter(err, true, Charset.defaultCharset()))
        .setExecutionExceptionHandler((failure, command, parsed) -> explain(failure, command))
        .execute(arguments.toArray(String[]::new));
  }

  /** One line for what the user can do something about; anything else is a bug and shows itself. */
  private static int explain(Exception failure, CommandLine command) throws Exception {
    boolean isExpected =
        failure instanceof DemoException
            || failure instanceof AdminException
            || failure instanceof StartRefusedException
            || failure instanceof IOException;
    if (!isExpected) {
      throw failure;
    }
    command.getErr().println("quorate: " + describe(failure));
    return ExitCode.SOFTWARE;
  }

  /** The text of a file's exception is often only the file's name. */
  private static String describe(Exception failure) {
    return failure instanceof java.nio.file.FileSystemException
        ? failure.getClass().getSimpleName() + ": " + failure.getMessage()
        : String.valueOf(failure.getMessage());
  }
}

package io.quorate.cli;

import picocli.CommandLine.Option;

/** How a command shows what it found. */
final class Output {
  enum Format {
    TABLE,
    JSON
  }

  @Option(
      names = {"-o", "--output"},
      paramLabel = "table|json",
      defaultValue = "table",
      description = "How to print the result (default: ${DEFAULT-VALUE}).")
  private Format format = Format.TABLE;

  boolean isJson() {
    return format == Format.JSON;
  }
}

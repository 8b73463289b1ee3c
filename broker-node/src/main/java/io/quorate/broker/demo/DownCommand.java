package io.quorate.broker.demo;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Ends the cluster. */
@Command(
    name = "down",
    description = "Ends all processes of the demo and deletes its folder.",
    footerHeading = "%nExamples:%n",
    footer = {"  quorate demo down", "  quorate demo down --keep"})
final class DownCommand implements Callable<Integer> {
  @Spec private CommandSpec spec = CommandSpec.create();
  @Mixin private DemoOptions options = new DemoOptions();

  @Option(names = "--keep", description = "Keep data and logs; the next up goes on with them.")
  private boolean keep;

  @Override
  public Integer call() throws DemoException, IOException {
    DemoFolder folder = options.folder();
    try (DemoCluster cluster = options.take(folder)) {
      cluster.end();
      PrintWriter out = spec.commandLine().getOut();
      if (keep) {
        out.println("the demo is down; its data and logs are kept in " + folder);
        return ExitCode.OK;
      }
      List<Path> strangers = folder.delete();
      out.println("the demo is down; its data and logs are deleted");
      if (!strangers.isEmpty()) {
        out.println("left alone, as no demo's: " + strangers);
      }
      return ExitCode.OK;
    }
  }
}

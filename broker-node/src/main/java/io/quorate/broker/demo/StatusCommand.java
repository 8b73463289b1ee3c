package io.quorate.broker.demo;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Shows the cluster's processes. */
@Command(
    name = "status",
    description = {
      "Shows every process of the demo: its role, its process id and where it listens.",
      "Exit code 0: there is a master; 1: there is none."
    },
    footerHeading = "%nExample:%n",
    footer = "  quorate demo status")
final class StatusCommand implements Callable<Integer> {
  enum Format {
    TABLE,
    JSON
  }

  @Spec private CommandSpec spec = CommandSpec.create();
  @Mixin private DemoOptions options = new DemoOptions();

  @Option(
      names = {"-o", "--output"},
      paramLabel = "table|json",
      defaultValue = "table",
      description = "How to print the result (default: ${DEFAULT-VALUE}).")
  private Format format = Format.TABLE;

  @Override
  public Integer call() throws DemoException, IOException {
    DemoFolder folder = options.folder();
    try (DemoCluster cluster = options.show(folder)) {
      List<DemoNode> nodes = cluster.nodes();
      PrintWriter out = spec.commandLine().getOut();
      if (format == Format.JSON) {
        out.println(DemoJson.of(cluster, nodes));
      } else {
        print(cluster, nodes, folder, out);
      }
      return DemoCluster.masterOf(nodes).isPresent() ? ExitCode.OK : ExitCode.SOFTWARE;
    }
  }

  private void print(
      DemoCluster cluster, List<DemoNode> nodes, DemoFolder folder, PrintWriter out) {
    DemoTable.of(cluster, nodes).print(out);
    out.printf("%nData and logs are in %s%n", folder);
    if (!cluster.isAllRunning()) {
      out.println("Start again what is down: quorate demo up" + options.again());
    }
  }
}

package io.quorate.broker.demo;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
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
  @Spec private CommandSpec spec = CommandSpec.create();
  @Mixin private DemoOptions options = new DemoOptions();

  @Override
  public Integer call() throws DemoException, IOException {
    DemoFolder folder = options.folder();
    try (DemoCluster cluster = options.show(folder)) {
      List<DemoNode> nodes = cluster.nodes();
      PrintWriter out = spec.commandLine().getOut();
      DemoTable.of(cluster, nodes).print(out);
      out.printf("%nData and logs are in %s%n", folder);
      if (!cluster.isAllRunning()) {
        out.println("Start again what is down: quorate demo up" + options.again());
      }
      return DemoCluster.masterOf(nodes).isPresent() ? ExitCode.OK : ExitCode.SOFTWARE;
    }
  }
}

package io.quorate.broker.demo;

import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Starts the cluster, or what is missing of it. */
@Command(
    name = "up",
    description = {
      "Starts three nodes and a ZooKeeper, which go on running when this command has ended.",
      "Of a demo that runs in part it starts what is missing; what a demo has kept is there again."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  quorate demo up",
      "  quorate demo up --port-offset 100 --data /var/tmp/second",
      "",
      "Ports: clients 61617, 61627, 61637; peers 61619, 61629, 61639; health and metrics 8161, 8171,",
      "8181; ZooKeeper 61611."
    })
final class UpCommand implements Callable<Integer> {
  @Spec private CommandSpec spec = CommandSpec.create();
  @Mixin private DemoOptions options = new DemoOptions();

  @Option(
      names = "--port-offset",
      paramLabel = "N",
      description = "Added to all ports (default: as last time, at first 0).")
  private @Nullable Integer portOffset;

  @Override
  public Integer call() throws DemoException, IOException {
    DemoFolder folder = options.folder();
    folder.prepare();
    int offset = portOffset(folder);
    DemoPorts ports = DemoPorts.usual(DemoOptions.NODE_COUNT, offset);
    try (DemoCluster cluster = DemoCluster.detached(folder, ports, folder.lock())) {
      refuseRunning(folder, cluster);
      refuseTakenPorts(folder, cluster);
      folder.writePortOffset(offset);
      long begin = System.nanoTime();
      cluster.start();
      print(folder, cluster, Duration.ofNanos(System.nanoTime() - begin));
      return ExitCode.OK;
    }
  }

  private int portOffset(DemoFolder folder) throws DemoException, IOException {
    int former = folder.isDemo() ? folder.portOffset() : 0;
    int offset = portOffset == null ? former : portOffset;
    if (offset < 0 || offset > DemoPorts.OFFSET_MAX) {
      throw new ParameterException(
          spec.commandLine(),
          "--port-offset: expected 0 to %d, found %d".formatted(DemoPorts.OFFSET_MAX, offset));
    }
    if (offset != former) {
      refuseMoving(folder, former);
    }
    return offset;
  }

  /** A node that runs does not change its ports. */
  private void refuseMoving(DemoFolder folder, int former) throws DemoException, IOException {
    DemoPorts ports = DemoPorts.usual(DemoOptions.NODE_COUNT, former);
    try (DemoCluster cluster = DemoCluster.detached(folder, ports, null)) {
      if (cluster.isAnythingRunning()) {
        throw new DemoException(
            "the demo in %s runs with port offset %d; end it first: quorate demo down --keep%s"
                .formatted(folder, former, options.again()));
      }
    }
  }

  private void refuseRunning(DemoFolder folder, DemoCluster cluster) throws DemoException {
    if (cluster.isAllRunning()) {
      throw new DemoException(
          "the demo in %s is up already; see quorate demo status%s"
              .formatted(folder, options.again()));
    }
  }

  private static void refuseTakenPorts(DemoFolder folder, DemoCluster cluster)
      throws DemoException, IOException {
    try {
      cluster.refuseTakenPorts();
    } catch (DemoException e) {
      if (!folder.isDemo()) {
        folder.delete();
      }
      throw e;
    }
  }

  private void print(DemoFolder folder, DemoCluster cluster, Duration took) {
    PrintWriter out = spec.commandLine().getOut();
    DemoTable.of(cluster).print(out);
    out.printf("%nReady after %.1f s. Data and logs are in %s%n%n", took.toMillis() / 1e3, folder);
    String again = options.again();
    out.println("  quorate status" + cluster.ports().node(1).urlOption());
    out.println(
        "  quorate demo kill-master" + again + "    kill -9, and see how soon another serves");
    out.println("  quorate demo down" + again + "           end it and delete its data");
  }
}

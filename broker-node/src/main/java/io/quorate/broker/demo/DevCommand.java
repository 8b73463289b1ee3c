package io.quorate.broker.demo;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** One node to develop against. */
@Command(
    name = "dev",
    description = {
      "Runs one node and a ZooKeeper in one process, to develop against, until Ctrl-C.",
      "What is confirmed is on this disk and nowhere else. The data is there again at the next start."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  quorate dev",
      "  quorate dev --data /var/tmp/orders --port-offset 100",
      "",
      "Ports: clients 61617, peers 61619, health and metrics 8161.",
      "QUORATE_LOG_LEVEL=INFO shows the node's log."
    })
final class DevCommand implements Callable<Integer> {
  @Spec private CommandSpec spec = CommandSpec.create();

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Show this help and end.")
  @SuppressWarnings("UnusedVariable") // picocli acts on it
  private boolean help;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      defaultValue = "quorate-dev",
      description = "Where its data is kept (default: ${DEFAULT-VALUE}, in the working folder).")
  private Path data = Path.of("");

  @Option(
      names = "--port-offset",
      paramLabel = "N",
      defaultValue = "0",
      description = "Added to all ports (default: ${DEFAULT-VALUE}).")
  private int portOffset;

  @Override
  public Integer call() throws DemoException, IOException {
    if (portOffset < 0 || portOffset > DemoPorts.OFFSET_MAX) {
      throw new ParameterException(
          spec.commandLine(),
          "--port-offset: expected 0 to %d, found %d".formatted(DemoPorts.OFFSET_MAX, portOffset));
    }
    Path folder = data.toAbsolutePath().normalize();
    NodePorts ports = NodePorts.usual(portOffset);
    long begin = System.nanoTime();
    // Not System.exit: that would wait for the hook, which waits for the node.
    DevNode node = DevNode.start(folder, ports, lastWord -> halt(lastWord));
    Runtime.getRuntime().addShutdownHook(new Thread(() -> close(node), "quorate-stop"));
    print(folder, ports, node, Duration.ofNanos(System.nanoTime() - begin));
    node.awaitEnd();
    return ExitCode.OK;
  }

  private void halt(String lastWord) {
    spec.commandLine().getErr().println("quorate: the node stops: " + lastWord);
    Runtime.getRuntime().halt(ExitCode.SOFTWARE);
  }

  private static void close(DevNode node) {
    try {
      node.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void print(Path folder, NodePorts ports, DevNode node, Duration took) {
    PrintWriter out = spec.commandLine().getOut();
    out.printf("Quorate serves after %.1f s; Ctrl-C ends it.%n%n", took.toMillis() / 1e3);
    out.println("  clients             " + ports.clientAddress());
    out.println("  health and metrics  " + ports.adminUrl());
    out.println("  ZooKeeper           " + node.zooKeeper().connectString());
    out.println("  data                " + folder);
    out.println();
    out.println("  quorate status" + ports.urlOption());
    out.flush();
  }
}

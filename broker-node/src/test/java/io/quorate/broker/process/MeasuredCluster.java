package io.quorate.broker.process;

import io.quorate.client.ClientOptions;
import io.quorate.client.QuorateClient;
import io.quorate.client.admin.BrokerAdmin;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.LongFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A cluster of processes that is looked at from outside while it works. */
final class MeasuredCluster implements AutoCloseable {
  private static final Duration SEND_TIMEOUT = Duration.ofMinutes(2);
  private static final int MIB_BITS = 20;

  /** A figure of a node's process. */
  interface Figure {
    long of(NodeProcess node) throws IOException;
  }

  private final Path folder;
  private final boolean keep;
  private final ProcessCluster processes;

  private MeasuredCluster(Path folder, boolean keep, ProcessCluster processes) {
    this.folder = folder;
    this.keep = keep;
    this.processes = processes;
  }

  static MeasuredCluster start(
      Path folder, boolean keep, List<String> settings, List<String> jvmOptions)
      throws IOException {
    if (Files.exists(folder)) {
      throw new IOException("expected a folder that is not there yet, found " + folder);
    }
    String lines = settings.stream().map(line -> line + "\n").collect(Collectors.joining());
    MeasuredCluster cluster =
        new MeasuredCluster(folder, keep, new ProcessCluster(folder, lines, jvmOptions));
    try {
      cluster.processes.start();
      cluster.processes.awaitWhole();
    } catch (AssertionError e) {
      cluster.close();
      throw e;
    }
    return cluster;
  }

  ProcessCluster processes() {
    return processes;
  }

  NodeProcess master() {
    return processes.process(processes.awaitMaster());
  }

  long epoch() {
    return ProcessCluster.group(processes.awaitMaster()).epoch();
  }

  /** All nodes; ZooKeeper stays. */
  void killAllAndStart() {
    processes.nodes().forEach(NodeProcess::kill);
    processes.nodes().forEach(NodeProcess::start);
  }

  QuorateClient connect() {
    return QuorateClient.connect(
        processes.addresses().stream().map(Object::toString).collect(Collectors.joining(",")),
        ClientOptions.builder()
            .connectTimeout(ProcessCluster.PATIENCE)
            .sendTimeout(SEND_TIMEOUT)
            .build());
  }

  BrokerAdmin admin() {
    return new BrokerAdmin(processes.addresses(), ProcessCluster.GROUP, ProcessCluster.PATIENCE);
  }

  /** In MiB, the master's first. */
  String mebibytes(Figure figure) throws IOException {
    NodeProcess master = master();
    List<Long> figures = new ArrayList<>(List.of(figure.of(master)));
    for (NodeProcess replica : processes.others(master)) {
      figures.add(figure.of(replica));
    }
    LongFunction<String> text = bytes -> Long.toString(bytes >> MIB_BITS);
    return figures.stream().map(text::apply).collect(Collectors.joining("/"));
  }

  long max(Figure figure) throws IOException {
    long max = 0;
    for (NodeProcess node : processes.nodes()) {
      max = Math.max(max, figure.of(node));
    }
    return max;
  }

  static long liveHeapBytes(NodeProcess node) throws IOException {
    return Vitals.liveHeapBytes(node.pid());
  }

  static long residentBytes(NodeProcess node) throws IOException {
    return Vitals.residentBytes(node.pid());
  }

  static long residentBytesMax(NodeProcess node) throws IOException {
    return Vitals.residentBytesMax(node.pid());
  }

  static long diskBytes(NodeProcess node) throws IOException {
    return Vitals.diskBytes(node.data());
  }

  @Override
  public void close() throws IOException {
    processes.close();
    if (keep) {
      return;
    }
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}

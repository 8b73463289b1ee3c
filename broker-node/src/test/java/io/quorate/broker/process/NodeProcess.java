package io.quorate.broker.process;

import io.quorate.client.admin.NodeAddress;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** One node as its operator sees it: a process, a folder, some ports. */
final class NodeProcess implements AutoCloseable {
  /** The ports of a node. */
  record Ports(int client, int peers, int admin) {}

  private final int id;
  private final Ports ports;
  private final Path data;
  private final JavaProcess process;
  private boolean paused;

  NodeProcess(int id, Ports ports, Path folder, String config, List<String> jvmOptions)
      throws IOException {
    this.id = id;
    this.ports = ports;
    this.data = folder.resolve("node-%d".formatted(id));
    Path file =
        Files.writeString(
            folder.resolve("node-%d.yaml".formatted(id)),
            config
                + """
                nodeId: %d
                directory: %s
                ports: {client: %d, peers: %d, admin: %d}
                """
                    .formatted(id, data, ports.client(), ports.peers(), ports.admin()));
    this.process =
        new JavaProcess(
            "node " + id,
            folder.resolve("node-%d.log".formatted(id)),
            jvmOptions,
            List.of("io.quorate.broker.Main", "server", "--config", file.toString()));
  }

  int id() {
    return id;
  }

  Ports ports() {
    return ports;
  }

  NodeAddress address() {
    return new NodeAddress("127.0.0.1", ports.client());
  }

  /** Where it keeps everything. */
  Path data() {
    return data;
  }

  long pid() {
    return process.pid();
  }

  boolean isAlive() {
    return process.isAlive();
  }

  void start() {
    process.start();
  }

  void kill() {
    paused = false;
    process.kill();
  }

  long terminateNanos() {
    return process.terminateNanos();
  }

  void pause() {
    paused = true;
    process.pause();
  }

  void resume() {
    paused = false;
    process.resume();
  }

  boolean isPaused() {
    return paused;
  }

  /** As if the disk had been replaced by an empty one. */
  void wipe() {
    if (isAlive()) {
      throw new IllegalStateException("node %d is running on its disk".formatted(id));
    }
    try (Stream<Path> files = Files.walk(data)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * A value of the node's metrics, summed over its labels; 0 if the node does not serve them.
   *
   * @param name perhaps with the labels that it begins with
   */
  double metric(String name) {
    return metrics()
        .lines()
        .filter(line -> line.startsWith(name + " ") || line.startsWith(name + "{"))
        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
        .sum();
  }

  private String metrics() {
    URI page = URI.create("http://127.0.0.1:%d/metrics".formatted(ports.admin()));
    try (InputStream in = page.toURL().openStream()) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      return "";
    }
  }

  List<String> logLines() {
    return process.logLines();
  }

  @Override
  public void close() {
    process.close();
  }
}

package io.quorate.broker.process;

import io.quorate.client.admin.NodeAddress;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URLConnection;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** One node as its operator sees it: a process, a folder, some ports. */
final class NodeProcess implements AutoCloseable {
  /** The ports of a node. */
  record Ports(int client, int peers, int admin) {}

  private static final int METRICS_MILLIS_MAX = 2_000;

  private final int id;
  private final Ports ports;
  private final Site site;
  private final JavaProcess process;
  private boolean paused;

  NodeProcess(int id, Layout.Node place, Path folder, String config, List<String> jvmOptions)
      throws IOException {
    this.id = id;
    this.ports = place.ports();
    this.site = place.site();
    Path file =
        Files.writeString(
            folder.resolve("node-%d.yaml".formatted(id)),
            config
                + """
                nodeId: %d
                directory: %s
                ports: {client: %d, peers: %d, admin: %d}
                bind: {client: %s, peers: %s, admin: %s}
                insecure: %s
                """
                    .formatted(
                        id,
                        site.data(),
                        ports.client(),
                        ports.peers(),
                        ports.admin(),
                        site.host(),
                        site.host(),
                        site.host(),
                        !site.isOnLoopback()));
    this.process =
        new JavaProcess(
            site,
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
    return new NodeAddress(site.host(), ports.client());
  }

  /** Where it keeps everything. */
  Path data() {
    return site.data();
  }

  long pid() {
    return process.pid();
  }

  boolean isAlive() {
    return process.isAlive();
  }

  boolean hasEndedByItself() {
    return process.hasEndedByItself();
  }

  Site site() {
    return site;
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

  /** Paused, and every thread of it has come to rest. */
  void freeze() {
    pause();
    process.awaitRest();
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
    Folders.delete(site.data());
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
    URI page = URI.create("http://%s:%d/metrics".formatted(site.host(), ports.admin()));
    try {
      URLConnection connection = page.toURL().openConnection();
      connection.setConnectTimeout(METRICS_MILLIS_MAX);
      connection.setReadTimeout(METRICS_MILLIS_MAX);
      try (InputStream in = connection.getInputStream()) {
        return new String(in.readAllBytes(), StandardCharsets.UTF_8);
      }
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

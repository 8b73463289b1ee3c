package io.quorate.broker.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A ZooKeeper in a JVM of its own, alone or of an ensemble; keeps its data when it is stopped. */
final class ZooKeeperProcess implements AutoCloseable {
  /** Members of an ensemble have addresses of their own. */
  private static final int QUORUM_PORT = 2888;

  private static final int ELECTION_PORT = 3888;

  private final int id;
  private final Site site;
  private final int port;
  private final JavaProcess process;

  /** The sites are those of all members, this one's among them. */
  ZooKeeperProcess(int id, List<Site> sites, int port, Path folder) throws IOException {
    this.id = id;
    this.site = sites.get(id - 1);
    this.port = port;
    Path config =
        Files.writeString(
            folder.resolve(site.name() + ".cfg"),
            config() + (sites.size() > 1 ? servers(sites) : ""));
    process =
        new JavaProcess(
            site,
            folder.resolve(site.name() + ".log"),
            List.of("-Xmx128m", "-XX:TieredStopAtLevel=1", "-Dzookeeper.admin.enableServer=false"),
            List.of("org.apache.zookeeper.server.quorum.QuorumPeerMain", config.toString()));
  }

  /** The tick allows sessions of 4 to 40 s, so that the 15 s asked for are granted. */
  private String config() {
    return """
    tickTime=2000
    dataDir=%s
    clientPort=%d
    clientPortAddress=%s
    maxClientCnxns=0
    initLimit=15
    syncLimit=5
    """
        .formatted(site.data(), port, site.host());
  }

  private static String servers(List<Site> sites) {
    StringBuilder lines = new StringBuilder();
    for (int id = 1; id <= sites.size(); id++) {
      lines.append(
          "server.%d=%s:%d:%d%n"
              .formatted(id, sites.get(id - 1).host(), QUORUM_PORT, ELECTION_PORT));
    }
    return lines.toString();
  }

  String name() {
    return site.name();
  }

  void start() {
    try {
      Files.createDirectories(site.data());
      Files.writeString(site.data().resolve("myid"), Integer.toString(id));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    process.start();
  }

  void stop() {
    process.kill();
  }

  boolean isAlive() {
    return process.isAlive();
  }

  /** As if the disk had been replaced by an empty one. */
  void wipe() {
    Folders.delete(site.data());
  }

  @Override
  public void close() {
    process.close();
  }
}

package io.quorate.broker.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A ZooKeeper of one server in a JVM of its own, which keeps its data when it is stopped. */
final class ZooKeeperProcess implements AutoCloseable {
  private final int port;
  private final JavaProcess process;

  ZooKeeperProcess(Path folder, int port) throws IOException {
    this.port = port;
    Path data = Files.createDirectories(folder.resolve("zookeeper"));
    // The tick allows sessions of 4 to 40 s, so that the 15 s asked for are granted.
    Path config =
        Files.writeString(
            folder.resolve("zookeeper.cfg"),
            """
            tickTime=2000
            dataDir=%s
            clientPort=%d
            clientPortAddress=127.0.0.1
            maxClientCnxns=0
            """
                .formatted(data, port));
    process =
        new JavaProcess(
            "zookeeper",
            folder.resolve("zookeeper.log"),
            List.of("-Xmx128m", "-Dzookeeper.admin.enableServer=false"),
            List.of("org.apache.zookeeper.server.ZooKeeperServerMain", config.toString()));
  }

  String address() {
    return "127.0.0.1:" + port;
  }

  void start() {
    process.start();
  }

  void stop() {
    process.kill();
  }

  boolean isAlive() {
    return process.isAlive();
  }

  @Override
  public void close() {
    process.close();
  }
}

package io.quorate.benchmarks.server;

import java.util.List;
import java.util.Map;

/** One ActiveMQ Classic node with KahaDB, which syncs before it confirms and has no replica. */
final class ActiveMqServers implements Servers {
  private static final int PORT = 21_681;

  private final Artifacts artifacts;
  private final ServerProcess node;

  ActiveMqServers(Launcher launcher, Artifacts artifacts) {
    this.artifacts = artifacts;
    node =
        launcher.process(
            "1",
            Map.of("CLASSPATH", clientClassPath()),
            List.of(
                Launcher.java(),
                "-Xmx1g",
                ActiveMqNode.class.getName(),
                launcher.folder().resolve("data").toString(),
                "tcp://%s:%d".formatted(Ports.HOST, PORT)));
  }

  @Override
  public List<ServerProcess> nodes() {
    return List.of(node);
  }

  @Override
  public String driver() {
    return "ActiveMqDriver";
  }

  @Override
  public String url() {
    return "failover:(tcp://%s:%d)".formatted(Ports.HOST, PORT);
  }

  @Override
  public String clientClassPath() {
    return artifacts.clientClassPath("activemq");
  }

  @Override
  public void start() {
    node.start();
    node.awaitPort(PORT);
  }
}

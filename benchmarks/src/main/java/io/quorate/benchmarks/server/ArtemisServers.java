package io.quorate.benchmarks.server;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;

/**
 * An Artemis primary and its backup, with a lock in ZooKeeper against two primaries. Confirms when
 * the primary has synced and the backup has received.
 */
final class ArtemisServers implements Servers {
  private static final int NODES = 2;

  /** The primary's line when the backup has all that it has. */
  private static final String IN_STEP = "AMQ221025";

  private final Artifacts artifacts;
  private final ServerProcess zooKeeper;
  private final List<ServerProcess> nodes = new ArrayList<>();
  private final List<List<String>> creations = new ArrayList<>();
  private final Path folder;

  ArtemisServers(Launcher launcher, Artifacts artifacts) {
    this.artifacts = artifacts;
    folder = launcher.folder();
    zooKeeper = launcher.zooKeeper();
    for (int id = 1; id <= NODES; id++) {
      creations.add(creation(id));
      nodes.add(
          launcher.process(
              Integer.toString(id),
              Map.of(),
              List.of(instance(id).resolve("bin/artemis").toString(), "run")));
    }
  }

  private Path instance(int id) {
    return folder.resolve("node-%d".formatted(id));
  }

  private static int port(int id) {
    return 21_660 + id;
  }

  private List<String> creation(int id) {
    List<String> command = new ArrayList<>();
    command.add(artifacts.artemis().resolve("bin/artemis").toString());
    command.addAll(List.of("create", instance(id).toString(), "--silent", "--nio", "--no-web"));
    command.addAll(List.of("--user", "bench", "--password", "bench", "--allow-anonymous"));
    command.addAll(List.of("--no-amqp-acceptor", "--no-hornetq-acceptor"));
    command.addAll(List.of("--no-mqtt-acceptor", "--no-stomp-acceptor"));
    command.addAll(List.of("--host", Ports.HOST, "--default-port", Integer.toString(port(id))));
    command.addAll(List.of("--replicated", "--clustered"));
    command.addAll(List.of("--cluster-user", "bench", "--cluster-password", "bench"));
    command.addAll(
        List.of("--staticCluster", "tcp://%s:%d".formatted(Ports.HOST, port(NODES + 1 - id))));
    command.addAll(List.of("--java-memory", "1G"));
    if (id > 1) {
      command.add("--backup");
    }
    return command;
  }

  /** The tool knows no lock in ZooKeeper: the policy is ours. */
  private static String policy(int id) {
    String role = id == 1 ? "primary" : "backup";
    return """
        <ha-policy>
          <replication>
            <%1$s>
              %2$s
              <manager>
                <class-name>org.apache.activemq.artemis.lockmanager.zookeeper.CuratorDistributedLockManager</class-name>
                <properties>
                  <property key="connect-string" value="%3$s:%4$d"/>
                </properties>
              </manager>
            </%1$s>
          </replication>
        </ha-policy>
        """
        .formatted(
            role,
            id == 1 ? "" : "<allow-failback>false</allow-failback>",
            Ports.HOST,
            Ports.ZOOKEEPER);
  }

  @Override
  public List<ServerProcess> others() {
    return List.of(zooKeeper);
  }

  @Override
  public List<ServerProcess> nodes() {
    return nodes;
  }

  @Override
  public String driver() {
    return "ArtemisDriver";
  }

  @Override
  public String url() {
    return "(tcp://%1$s:%2$d,tcp://%1$s:%3$d)?ha=true&reconnectAttempts=-1&retryInterval=50&confirmationWindowSize=10485760&user=bench&password=bench"
        .formatted(Ports.HOST, port(1), port(2));
  }

  @Override
  public String clientClassPath() {
    return artifacts.clientClassPath("artemis");
  }

  @Override
  public void start() {
    zooKeeper.start();
    zooKeeper.awaitPort(Ports.ZOOKEEPER);
    for (int id = 1; id <= NODES; id++) {
      create(id);
    }
    ServerProcess primary = nodes.get(0);
    primary.start();
    primary.awaitPort(port(1));
    nodes.get(1).start();
    primary.awaitLog(IN_STEP, 1);
  }

  private void create(int id) {
    Command.run(folder, Map.of(), creations.get(id - 1));
    Path config = instance(id).resolve("etc/broker.xml");
    try {
      Files.writeString(
          config,
          Files.readString(config)
              .replaceFirst("(?s)<ha-policy>.*</ha-policy>", Matcher.quoteReplacement(policy(id))));
    } catch (IOException e) {
      throw new ServerException("cannot write " + config, e);
    }
  }

  /** Only the one that serves listens. */
  @Override
  public int findMaster(String queue) {
    return Ports.isOpen(port(1)) ? 1 : 2;
  }
}

package io.quorate.benchmarks.server;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Three RabbitMQ nodes of the Debian package rabbitmq-server; only what it installs is used. */
final class RabbitMqServers implements Servers {
  private static final int NODES = 3;
  private static final String PROGRAMS = "/usr/lib/rabbitmq/bin/";
  private static final int NAMES_PORT = 21_369;

  private final Artifacts artifacts;
  private final Path folder;
  private final ServerProcess names;
  private final List<ServerProcess> nodes = new ArrayList<>();

  RabbitMqServers(Launcher launcher, Artifacts artifacts) throws IOException {
    if (!Command.exists(PROGRAMS + "rabbitmq-server")) {
      throw new ServerException(
          "expected %srabbitmq-server; install the Debian package rabbitmq-server"
              .formatted(PROGRAMS));
    }
    this.artifacts = artifacts;
    folder = launcher.folder();
    Path cookie = Files.writeString(folder.resolve(".erlang.cookie"), "QUORATEBENCHMARK");
    Files.setPosixFilePermissions(cookie, PosixFilePermissions.fromString("r--------"));
    Files.writeString(folder.resolve("plugins"), "[].\n");
    Files.writeString(folder.resolve("rabbitmq.conf"), "loopback_users = none\n");
    // A name server of our own, in our hands: a node would leave one behind.
    names =
        launcher.process(
            "epmd",
            Map.of(),
            List.of("epmd", "-address", Ports.HOST, "-port", Integer.toString(NAMES_PORT)));
    for (int id = 1; id <= NODES; id++) {
      nodes.add(
          launcher.process(
              Integer.toString(id), environment(id), List.of(PROGRAMS + "rabbitmq-server")));
    }
  }

  private Map<String, String> environment(int id) {
    Map<String, String> environment = new TreeMap<>(toolEnvironment());
    environment.put("RABBITMQ_NODENAME", node(id));
    environment.put("RABBITMQ_NODE_IP_ADDRESS", Ports.HOST);
    environment.put("RABBITMQ_NODE_PORT", Integer.toString(port(id)));
    environment.put("RABBITMQ_DIST_PORT", Integer.toString(port(id) + 100));
    environment.put("RABBITMQ_PID_FILE", folder.resolve("node-%d.pid".formatted(id)).toString());
    environment.put("RABBITMQ_LOG_BASE", folder.resolve("log").toString());
    environment.put("RABBITMQ_MNESIA_BASE", folder.resolve("data").toString());
    environment.put("RABBITMQ_ENABLED_PLUGINS_FILE", folder.resolve("plugins").toString());
    environment.put("RABBITMQ_CONFIG_FILE", folder.resolve("rabbitmq.conf").toString());
    return environment;
  }

  private Map<String, String> toolEnvironment() {
    return Map.of(
        "HOME",
        folder.toString(),
        "ERL_EPMD_PORT",
        Integer.toString(NAMES_PORT),
        "ERL_EPMD_ADDRESS",
        Ports.HOST);
  }

  private static String node(int id) {
    return "quorate-bench-%d@localhost".formatted(id);
  }

  private static int port(int id) {
    return 21_670 + id;
  }

  private String control(String tool, int id, String... words) {
    List<String> command = new ArrayList<>(List.of(PROGRAMS + tool, "-q", "-n", node(id)));
    command.addAll(List.of(words));
    return Command.run(folder, toolEnvironment(), command);
  }

  @Override
  public List<ServerProcess> others() {
    return List.of(names);
  }

  @Override
  public List<ServerProcess> nodes() {
    return nodes;
  }

  @Override
  public String driver() {
    return "RabbitMqDriver";
  }

  @Override
  public String url() {
    return IntStream.rangeClosed(1, NODES)
        .mapToObj(id -> Ports.HOST + ":" + port(id))
        .collect(Collectors.joining(","));
  }

  @Override
  public String clientClassPath() {
    return artifacts.clientClassPath("rabbitmq");
  }

  @Override
  public void start() {
    names.start();
    names.awaitPort(NAMES_PORT);
    nodes.forEach(ServerProcess::start);
    for (int id = 1; id <= NODES; id++) {
      nodes.get(id - 1).awaitPort(port(id));
    }
    for (int id = 2; id <= NODES; id++) {
      control("rabbitmqctl", id, "stop_app");
      control("rabbitmqctl", id, "join_cluster", node(1));
      control("rabbitmqctl", id, "start_app");
    }
  }

  @Override
  public int findMaster(String queue) {
    for (int id = 1; id <= NODES; id++) {
      if (nodes.get(id - 1).isRunning()) {
        String leaders = control("rabbitmqctl", id, "list_queues", "name", "leader");
        return leaders
            .lines()
            .filter(line -> line.startsWith(queue + "\t"))
            .mapToInt(line -> Integer.parseInt(line.replaceAll(".*quorate-bench-(\\d)@.*", "$1")))
            .findFirst()
            .orElseThrow(
                () -> new ServerException("no leader of %s: %s".formatted(queue, leaders)));
      }
    }
    throw new ServerException("no RabbitMQ node is running");
  }

  @Override
  public void awaitWhole() {
    for (int id = 1; id <= NODES; id++) {
      nodes.get(id - 1).awaitPort(port(id));
    }
    control("rabbitmq-upgrade", 1, "await_online_quorum_plus_one", "--timeout", "100");
  }
}

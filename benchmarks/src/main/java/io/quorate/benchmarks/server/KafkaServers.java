package io.quorate.benchmarks.server;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Three Kafka nodes that are brokers and controllers. As it comes, Kafka confirms what is in the
 * memory of all replicas in time; with a flush per batch, what is on their disks.
 */
final class KafkaServers implements Servers {
  private static final int NODES = 3;
  private static final String CLUSTER_ID = "cXVvcmF0ZS1iZW5jaC0wMQ";

  private final Artifacts artifacts;
  private final List<ServerProcess> nodes = new ArrayList<>();
  private final List<List<String>> formats = new ArrayList<>();
  private final Path folder;

  KafkaServers(Launcher launcher, Artifacts artifacts, boolean flushes) throws IOException {
    this.artifacts = artifacts;
    folder = launcher.folder();
    Map<String, String> classPath = Map.of("CLASSPATH", artifacts.classPath("kafka"));
    for (int id = 1; id <= NODES; id++) {
      Path config = folder.resolve("node-%d.properties".formatted(id));
      Files.writeString(
          config, config(id, folder) + (flushes ? "log.flush.interval.messages=1\n" : ""));
      formats.add(
          List.of(
              Launcher.java(),
              "kafka.tools.StorageTool",
              "format",
              "--cluster-id=" + CLUSTER_ID,
              "--config=" + config));
      nodes.add(
          launcher.process(
              Integer.toString(id),
              classPath,
              List.of(Launcher.java(), "-Xms1g", "-Xmx1g", "kafka.Kafka", config.toString())));
    }
  }

  private static String config(int id, Path folder) {
    return """
        process.roles=broker,controller
        node.id=%d
        controller.quorum.voters=%s
        listeners=PLAINTEXT://%s,CONTROLLER://%s
        advertised.listeners=PLAINTEXT://%s
        controller.listener.names=CONTROLLER
        inter.broker.listener.name=PLAINTEXT
        log.dirs=%s
        offsets.topic.num.partitions=4
        offsets.topic.replication.factor=3
        transaction.state.log.replication.factor=3
        group.initial.rebalance.delay.ms=0
        """
        .formatted(
            id,
            IntStream.rangeClosed(1, NODES)
                .mapToObj(voter -> voter + "@" + controllerAddress(voter))
                .collect(Collectors.joining(",")),
            clientAddress(id),
            controllerAddress(id),
            clientAddress(id),
            folder.resolve("data-%d".formatted(id)));
  }

  private static int clientPort(int id) {
    return 21_090 + id;
  }

  private static String clientAddress(int id) {
    return Ports.HOST + ":" + clientPort(id);
  }

  private static String controllerAddress(int id) {
    return Ports.HOST + ":" + (21_190 + id);
  }

  @Override
  public List<ServerProcess> nodes() {
    return nodes;
  }

  @Override
  public String driver() {
    return "KafkaDriver";
  }

  @Override
  public String url() {
    return IntStream.rangeClosed(1, NODES)
        .mapToObj(KafkaServers::clientAddress)
        .collect(Collectors.joining(","));
  }

  @Override
  public String clientClassPath() {
    return artifacts.clientClassPath("kafka");
  }

  @Override
  public void start() {
    for (List<String> format : formats) {
      Command.run(folder, Map.of("CLASSPATH", artifacts.classPath("kafka")), format);
    }
    nodes.forEach(ServerProcess::start);
    for (int id = 1; id <= NODES; id++) {
      nodes.get(id - 1).awaitPort(clientPort(id));
    }
  }
}

package io.quorate.benchmarks.server;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Three NATS servers of the Debian package nats-server, with JetStream as it comes. */
final class NatsServers implements Servers {
  private static final int NODES = 3;

  private final Artifacts artifacts;
  private final List<ServerProcess> nodes = new ArrayList<>();

  NatsServers(Launcher launcher, Artifacts artifacts) {
    if (!Command.exists("nats-server")) {
      throw new ServerException(
          "expected nats-server on the PATH; install the Debian package nats-server");
    }
    this.artifacts = artifacts;
    String routes =
        IntStream.rangeClosed(1, NODES)
            .mapToObj(NatsServers::routeUrl)
            .collect(Collectors.joining(","));
    for (int id = 1; id <= NODES; id++) {
      List<String> command = new ArrayList<>(List.of("nats-server", "-js"));
      command.addAll(List.of("-a", Ports.HOST, "-p", Integer.toString(port(id))));
      command.addAll(List.of("-n", Integer.toString(id), "--cluster_name", "benchmark"));
      command.addAll(List.of("--cluster", routeUrl(id), "--routes", routes));
      command.addAll(List.of("-sd", launcher.folder().resolve("data-%d".formatted(id)).toString()));
      // It is written in Go, which calls the kernel without libc.
      nodes.add(launcher.process(Integer.toString(id), Map.of(), command, false));
    }
  }

  private static int port(int id) {
    return 21_220 + id;
  }

  private static String routeUrl(int id) {
    return "nats://%s:%d".formatted(Ports.HOST, 21_240 + id);
  }

  @Override
  public List<ServerProcess> nodes() {
    return nodes;
  }

  @Override
  public String driver() {
    return "NatsDriver";
  }

  @Override
  public String url() {
    return IntStream.rangeClosed(1, NODES)
        .mapToObj(id -> "nats://%s:%d".formatted(Ports.HOST, port(id)))
        .collect(Collectors.joining(","));
  }

  @Override
  public String clientClassPath() {
    return artifacts.clientClassPath("nats");
  }

  @Override
  public void start() {
    nodes.forEach(ServerProcess::start);
    for (int id = 1; id <= NODES; id++) {
      nodes.get(id - 1).awaitPort(port(id));
    }
  }
}

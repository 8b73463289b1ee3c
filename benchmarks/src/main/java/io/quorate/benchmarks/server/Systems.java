package io.quorate.benchmarks.server;

import java.io.IOException;
import java.util.List;

/** Quorate and its peers by name. */
public final class Systems {
  public static final String OURS = "quorate";
  public static final List<String> PEERS =
      List.of("rabbitmq", "kafka", "kafka-fsync", "artemis", "nats", "activemq");

  private Systems() {}

  /**
   * Its servers, not yet started.
   *
   * @param own what {@link #OURS} is
   */
  public static Servers of(String name, OwnCluster own, Launcher launcher, Artifacts artifacts)
      throws IOException {
    return switch (name) {
      case OURS -> new QuorateServers(launcher, own);
      case "rabbitmq" -> new RabbitMqServers(launcher, artifacts);
      case "kafka" -> new KafkaServers(launcher, artifacts, false);
      case "kafka-fsync" -> new KafkaServers(launcher, artifacts, true);
      case "artemis" -> new ArtemisServers(launcher, artifacts);
      case "nats" -> new NatsServers(launcher, artifacts);
      case "activemq" -> new ActiveMqServers(launcher, artifacts);
      default ->
          throw new IllegalArgumentException("expected one of %s, found %s".formatted(PEERS, name));
    };
  }

  /** What a system has on disks before it confirms. */
  public static String syncs(String name) {
    return switch (name) {
      case OURS, "rabbitmq" -> "a majority";
      case "kafka-fsync" -> "all replicas in time";
      case "artemis" -> "the primary";
      case "activemq" -> "its only node";
      default -> "nobody";
    };
  }
}

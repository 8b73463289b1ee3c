package io.quorate.benchmarks.driver;

import io.nats.client.Connection;
import io.nats.client.JetStream;
import io.nats.client.JetStreamApiException;
import io.nats.client.JetStreamOptions;
import io.nats.client.JetStreamSubscription;
import io.nats.client.Message;
import io.nats.client.Nats;
import io.nats.client.Options;
import io.nats.client.PullSubscribeOptions;
import io.nats.client.api.ClusterInfo;
import io.nats.client.api.Replica;
import io.nats.client.api.RetentionPolicy;
import io.nats.client.api.StorageType;
import io.nats.client.api.StreamConfiguration;
import io.quorate.benchmarks.load.Driver;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.Future;

/** A JetStream work queue of three replicas in files, publish acknowledgements, pulls of 200. */
@SuppressWarnings("try") // its connection may be interrupted while it closes
public final class NatsDriver implements Driver {
  private static final int PULL = 200;
  private static final Duration ANSWER_MAX = Duration.ofSeconds(5);

  private final String url;

  public NatsDriver(String url) {
    this.url = url;
  }

  private Connection connect() throws IOException, InterruptedException {
    return Nats.connect(
        Options.builder()
            .servers(url.split(",", -1))
            .maxReconnects(-1)
            .reconnectWait(Duration.ofMillis(50))
            .connectionTimeout(Duration.ofSeconds(2))
            .build());
  }

  @Override
  public void prepare(String queue)
      throws IOException, InterruptedException, JetStreamApiException {
    try (Connection connection = connect()) {
      connection
          .jetStreamManagement()
          .addStream(
              StreamConfiguration.builder()
                  .name(queue)
                  .subjects(queue)
                  .replicas(3)
                  .storageType(StorageType.File)
                  .retentionPolicy(RetentionPolicy.WorkQueue)
                  .build());
    }
  }

  @Override
  public Sender sender(String queue) throws IOException, InterruptedException {
    JetStream stream =
        connect().jetStream(JetStreamOptions.builder().requestTimeout(ANSWER_MAX).build());
    return (body, done) -> {
      Future<?> unused =
          stream
              .publishAsync(queue, body)
              .whenComplete((confirmed, failure) -> done.accept(failure));
    };
  }

  @Override
  public Receiver receiver(String queue)
      throws IOException, InterruptedException, JetStreamApiException {
    JetStreamSubscription subscription =
        connect()
            .jetStream()
            .subscribe(queue, PullSubscribeOptions.builder().durable("benchmark").build());
    Queue<Message> pulled = new ArrayDeque<>();
    return timeout -> {
      if (pulled.isEmpty()) {
        pulled.addAll(subscription.fetch(PULL, timeout));
      }
      Message message = pulled.poll();
      if (message == null) {
        return null;
      }
      message.ack();
      return message.getData();
    };
  }

  /** Nodes are named by their numbers. */
  @Override
  public int master(String queue) throws IOException, InterruptedException, JetStreamApiException {
    return Integer.parseInt(clusterOf(queue).getLeader());
  }

  @Override
  public boolean isWhole(String queue)
      throws IOException, InterruptedException, JetStreamApiException {
    ClusterInfo cluster = clusterOf(queue);
    return cluster.getLeader() != null
        && cluster.getReplicas().size() == 2
        && cluster.getReplicas().stream().allMatch(Replica::isCurrent);
  }

  private ClusterInfo clusterOf(String queue)
      throws IOException, InterruptedException, JetStreamApiException {
    try (Connection connection = connect()) {
      return connection.jetStreamManagement().getStreamInfo(queue).getClusterInfo();
    }
  }
}

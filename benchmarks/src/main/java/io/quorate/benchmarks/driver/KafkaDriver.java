package io.quorate.benchmarks.driver;

import io.quorate.benchmarks.load.Driver;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartitionInfo;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * A topic of one partition, as a queue has one order; three replicas, all of them in time before a
 * confirmation ({@code acks=all}), large batches and no linger.
 */
public final class KafkaDriver implements Driver {
  private static final short REPLICAS = 3;
  private static final String BATCH_BYTES = "524288";

  /** For polling; the caller's time-out comes on top of nothing. */
  private static final Duration POLL_MAX = Duration.ofMillis(100);

  private final String url;

  public KafkaDriver(String url) {
    this.url = url;
  }

  private Admin admin() {
    return Admin.create(
        Map.<String, Object>of(
            "bootstrap.servers",
            url,
            "request.timeout.ms",
            "5000",
            "default.api.timeout.ms",
            "5000"));
  }

  @Override
  public void prepare(String queue) throws ExecutionException, InterruptedException {
    try (Admin admin = admin()) {
      if (!admin.listTopics().names().get().contains(queue)) {
        NewTopic topic = new NewTopic(queue, 1, REPLICAS);
        admin.createTopics(List.of(topic.configs(Map.of("min.insync.replicas", "2")))).all().get();
      }
      if (inSync(admin, queue) < REPLICAS) {
        throw new IllegalStateException("not all replicas of %s are in sync".formatted(queue));
      }
    }
  }

  @Override
  public Sender sender(String queue) {
    KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(
            Map.of(
                "bootstrap.servers", url,
                "acks", "all",
                "batch.size", BATCH_BYTES,
                "linger.ms", "0",
                "delivery.timeout.ms", "120000",
                "max.block.ms", "120000"),
            new ByteArraySerializer(),
            new ByteArraySerializer());
    return (body, done) -> {
      Future<?> unused =
          producer.send(
              new ProducerRecord<>(queue, body), (place, failure) -> done.accept(failure));
    };
  }

  @Override
  public Receiver receiver(String queue) {
    KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(
            Map.of(
                "bootstrap.servers",
                url,
                // Its own: of one with an earlier load it would wait for that one's consumer.
                "group.id",
                queue,
                "enable.auto.commit",
                "false",
                "auto.offset.reset",
                "earliest"),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer());
    consumer.subscribe(List.of(queue));
    Queue<byte[]> polled = new ArrayDeque<>();
    return timeout -> {
      if (polled.isEmpty()) {
        // It acknowledges by position: all that the caller has had, and so after the last of them.
        consumer.commitAsync();
        for (ConsumerRecord<byte[], byte[]> message : consumer.poll(POLL_MAX)) {
          polled.add(message.value());
        }
      }
      return polled.poll();
    };
  }

  @Override
  public int master(String queue) throws ExecutionException, InterruptedException {
    try (Admin admin = admin()) {
      return partition(admin, queue).leader().id();
    }
  }

  @Override
  public boolean isWhole(String queue) throws ExecutionException, InterruptedException {
    try (Admin admin = admin()) {
      return inSync(admin, queue) == REPLICAS && admin.describeCluster().nodes().get().size() == 3;
    }
  }

  private static int inSync(Admin admin, String queue)
      throws ExecutionException, InterruptedException {
    return partition(admin, queue).isr().size();
  }

  private static TopicPartitionInfo partition(Admin admin, String queue)
      throws ExecutionException, InterruptedException {
    return admin.describeTopics(List.of(queue)).allTopicNames().get().values().stream()
        .flatMap(topic -> topic.partitions().stream())
        .findFirst()
        .orElseThrow();
  }
}

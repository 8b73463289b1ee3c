package io.quorate.benchmarks.driver;

import io.quorate.benchmarks.load.Driver;
import io.quorate.client.ClientOptions;
import io.quorate.client.Consumer;
import io.quorate.client.Message;
import io.quorate.client.Producer;
import io.quorate.client.QuorateClient;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Ours; what ends a send runs where the others run theirs: on the thread that was told of it.
 * Senders, and receivers, take the groups in turn.
 */
public final class QuorateDriver implements Driver {
  private final String addresses;
  private final List<String> groups;
  private final AtomicInteger senders = new AtomicInteger();
  private final AtomicInteger receivers = new AtomicInteger();

  /** Of {@code ADDRESSES#GROUP,…}. */
  public QuorateDriver(String url) {
    String[] parts = url.split("#", 2);
    addresses = parts[0];
    groups = List.of(parts[1].split(",", -1));
  }

  private QuorateClient connect(int turn) {
    return QuorateClient.connect(
        addresses,
        ClientOptions.builder()
            .group(groups.get(turn % groups.size()))
            .callbackExecutor(Runnable::run)
            .build());
  }

  @Override
  public void prepare(String queue) {
    for (int turn = 0; turn < groups.size(); turn++) {
      try (QuorateClient client = connect(turn)) {
        client.consumer(queue).close();
      }
    }
  }

  @Override
  public Sender sender(String queue) {
    Producer producer = connect(senders.getAndIncrement()).producer(queue);
    return (body, done) -> {
      Future<?> unused =
          producer.sendAsync(body).whenComplete((confirmed, failure) -> done.accept(failure));
    };
  }

  @Override
  public Receiver receiver(String queue) {
    Consumer consumer = connect(receivers.getAndIncrement()).consumer(queue);
    return timeout -> take(consumer, timeout);
  }

  private static byte @Nullable [] take(Consumer consumer, Duration timeout) {
    Message message = consumer.receive(timeout);
    if (message == null) {
      return null;
    }
    message.acknowledge();
    return message.body();
  }
}

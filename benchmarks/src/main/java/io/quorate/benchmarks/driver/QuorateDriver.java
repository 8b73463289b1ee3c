package io.quorate.benchmarks.driver;

import io.quorate.benchmarks.load.Driver;
import io.quorate.client.ClientOptions;
import io.quorate.client.Consumer;
import io.quorate.client.Message;
import io.quorate.client.Producer;
import io.quorate.client.QuorateClient;
import java.time.Duration;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/** Ours; what ends a send runs where the others run theirs: on the thread that was told of it. */
public final class QuorateDriver implements Driver {
  private final String url;

  public QuorateDriver(String url) {
    this.url = url;
  }

  private QuorateClient connect() {
    return QuorateClient.connect(
        url, ClientOptions.builder().callbackExecutor(Runnable::run).build());
  }

  @Override
  public void prepare(String queue) {
    try (QuorateClient client = connect()) {
      client.consumer(queue).close();
    }
  }

  @Override
  public Sender sender(String queue) {
    Producer producer = connect().producer(queue);
    return (body, done) -> {
      Future<?> unused =
          producer.sendAsync(body).whenComplete((confirmed, failure) -> done.accept(failure));
    };
  }

  @Override
  public Receiver receiver(String queue) {
    Consumer consumer = connect().consumer(queue);
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

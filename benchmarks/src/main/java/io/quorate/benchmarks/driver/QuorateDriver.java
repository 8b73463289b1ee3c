package io.quorate.benchmarks.driver;

import io.quorate.benchmarks.load.Driver;
import io.quorate.client.Consumer;
import io.quorate.client.Message;
import io.quorate.client.Producer;
import io.quorate.client.QuorateClient;
import java.time.Duration;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/** Ours, with the defaults of everything. */
public final class QuorateDriver implements Driver {
  private final String url;

  public QuorateDriver(String url) {
    this.url = url;
  }

  @Override
  public void prepare(String queue) {
    try (QuorateClient client = QuorateClient.connect(url)) {
      client.consumer(queue).close();
    }
  }

  @Override
  public Sender sender(String queue) {
    Producer producer = QuorateClient.connect(url).producer(queue);
    return (body, done) -> {
      Future<?> unused =
          producer.sendAsync(body).whenComplete((confirmed, failure) -> done.accept(failure));
    };
  }

  @Override
  public Receiver receiver(String queue) {
    Consumer consumer = QuorateClient.connect(url).consumer(queue);
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

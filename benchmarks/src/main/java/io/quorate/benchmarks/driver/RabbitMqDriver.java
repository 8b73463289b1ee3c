package io.quorate.benchmarks.driver;

import com.rabbitmq.client.Address;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import com.rabbitmq.client.Delivery;
import com.rabbitmq.client.MessageProperties;
import io.quorate.benchmarks.load.Driver;
import java.io.IOException;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentNavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Quorum queues of three, publisher confirms, a prefetch of 500. */
public final class RabbitMqDriver implements Driver {
  private static final int PREFETCH = 500;
  private static final int CONNECT_MILLIS_MAX = 2_000;
  private static final int CLOSE_MILLIS_MAX = 100;

  private final List<Address> addresses;

  public RabbitMqDriver(String url) {
    addresses = List.of(Address.parseAddresses(url));
  }

  /** Without the client's own recovery, which does not repeat what was unconfirmed. */
  private Connection connect() throws IOException, TimeoutException {
    ConnectionFactory factory = new ConnectionFactory();
    factory.setAutomaticRecoveryEnabled(false);
    factory.setConnectionTimeout(CONNECT_MILLIS_MAX);
    return factory.newConnection(addresses);
  }

  @Override
  public void prepare(String queue) throws IOException, TimeoutException {
    try (Connection connection = connect();
        Channel channel = connection.createChannel()) {
      channel.queueDeclare(
          queue,
          true,
          false,
          false,
          Map.of("x-queue-type", "quorum", "x-quorum-initial-group-size", 3));
    }
  }

  @Override
  public Sender sender(String queue) {
    return new Publisher(queue);
  }

  /** Connects again when it has to; what was unconfirmed then has failed. */
  private final class Publisher implements Sender {
    private final String queue;
    private @Nullable Channel channel;

    /** Seen when a channel was used while the queue had no leader: it refuses for ever. */
    private volatile boolean refused;

    private ConcurrentNavigableMap<Long, Consumer<@Nullable Throwable>> unconfirmed =
        new ConcurrentSkipListMap<>();

    Publisher(String queue) {
      this.queue = queue;
    }

    @Override
    public void send(byte[] body, Consumer<@Nullable Throwable> done) throws Exception {
      Channel open = open();
      long number = open.getNextPublishSeqNo();
      unconfirmed.put(number, done);
      try {
        open.basicPublish("", queue, MessageProperties.PERSISTENT_BASIC, body);
      } catch (IOException | RuntimeException e) {
        end(unconfirmed, number, false, e);
      }
    }

    private Channel open() throws IOException, TimeoutException {
      Channel current = channel;
      if (current != null && current.isOpen() && !refused) {
        return current;
      }
      if (current != null) {
        current.getConnection().abort(CLOSE_MILLIS_MAX);
      }
      refused = false;
      Channel fresh = connect().createChannel();
      ConcurrentNavigableMap<Long, Consumer<@Nullable Throwable>> mine =
          new ConcurrentSkipListMap<>();
      fresh.addConfirmListener(
          (number, several) -> end(mine, number, several, null),
          (number, several) -> {
            refused = true;
            end(mine, number, several, new IOException("refused"));
          });
      fresh.addShutdownListener(cause -> end(mine, Long.MAX_VALUE, true, cause));
      fresh.confirmSelect();
      unconfirmed = mine;
      channel = fresh;
      return fresh;
    }
  }

  private static void end(
      ConcurrentNavigableMap<Long, Consumer<@Nullable Throwable>> unconfirmed,
      long number,
      boolean several,
      @Nullable Throwable failure) {
    Iterable<Long> numbers =
        several ? unconfirmed.headMap(number, true).keySet() : Collections.singleton(number);
    for (Long each : numbers) {
      Consumer<@Nullable Throwable> done = unconfirmed.remove(each);
      if (done != null) {
        done.accept(failure);
      }
    }
  }

  @Override
  public Receiver receiver(String queue) throws IOException, TimeoutException {
    Channel channel = connect().createChannel();
    channel.basicQos(PREFETCH);
    // Bounded by the prefetch.
    LinkedBlockingQueue<Delivery> deliveries = new LinkedBlockingQueue<>();
    channel.basicConsume(queue, false, (tag, delivery) -> deliveries.add(delivery), tag -> {});
    return timeout -> {
      Delivery delivery = deliveries.poll(timeout.toMillis(), TimeUnit.MILLISECONDS);
      if (delivery == null) {
        return null;
      }
      channel.basicAck(delivery.getEnvelope().getDeliveryTag(), false);
      return delivery.getBody();
    };
  }
}

package io.quorate.client;

import io.quorate.client.internal.FailoverClient;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/**
 * A connection to the cluster, wherever its master is. One client serves a whole application: it is
 * safe for many threads, and all its producers and consumers share one connection.
 *
 * <pre>{@code
 * try (QuorateClient client = QuorateClient.connect("localhost:61617")) {
 *   client.producer("orders").send("one tea, please");
 *   Message message = client.consumer("orders").receive(Duration.ofSeconds(5));
 *   message.acknowledge();
 * }
 * }</pre>
 *
 * <p>The URL names one node or some of them, {@code host:port,host:port}; any of them knows the
 * rest. With options it reads {@code failover:(host:port,host:port)?timeout=10000&randomize=false}.
 */
public interface QuorateClient extends AutoCloseable {
  /** As {@link #connect(String, ClientOptions)} with the defaults. */
  static QuorateClient connect(String url) {
    return connect(url, ClientOptions.defaults());
  }

  /**
   * Connects to the master.
   *
   * @throws IllegalArgumentException if the URL makes no sense
   * @throws RetryLaterException if no master was found in {@link ClientOptions#connectTimeout}
   * @throws NotStoredException if the broker refuses this client
   */
  static QuorateClient connect(String url, ClientOptions options) {
    return FailoverClient.connect(url, options);
  }

  /** Sends to a queue. */
  default Producer producer(String queue) {
    return producer(Destination.queue(queue), ProducerOptions.defaults());
  }

  /** Sends to a topic. */
  default Producer publisher(String topic) {
    return producer(Destination.topic(topic), ProducerOptions.defaults());
  }

  /** Does not block: what is wrong with the destination shows at the first send. */
  Producer producer(Destination destination, ProducerOptions options);

  /** Sends to anywhere, as {@link Producer#send(Message)} does. */
  Confirmation send(Destination to, Message message);

  /** Sends to anywhere, as {@link Producer#sendAsync(Message)} does. */
  CompletableFuture<Confirmation> sendAsync(Destination to, Message message);

  /** Receives from a queue. */
  default Consumer consumer(String queue) {
    return consumer(Destination.queue(queue), ConsumerOptions.defaults());
  }

  /** Receives from a queue. */
  default Consumer consumer(String queue, ConsumerOptions options) {
    return consumer(Destination.queue(queue), options);
  }

  /** Hands the messages of a queue to the handler. */
  default PushConsumer consumer(String queue, MessageHandler handler) {
    return consumer(Destination.queue(queue), ConsumerOptions.defaults(), handler);
  }

  /** Receives from a topic, or from all that match a pattern such as {@code prices.>}. */
  default Consumer subscriber(String topics) {
    return consumer(Destination.topic(topics), ConsumerOptions.defaults());
  }

  /** Receives from a topic, or from all that match a pattern such as {@code prices.>}. */
  default Consumer subscriber(String topics, ConsumerOptions options) {
    return consumer(Destination.topic(topics), options);
  }

  /** Hands the messages of a topic, or of all that match a pattern, to the handler. */
  default PushConsumer subscriber(String topics, MessageHandler handler) {
    return consumer(Destination.topic(topics), ConsumerOptions.defaults(), handler);
  }

  /**
   * Receives from a queue or topics. Returns once the broker has the consumer.
   *
   * @throws NotStoredException if the broker refuses it, for a wrong selector for example
   * @throws RetryLaterException if that took longer than {@link ClientOptions#connectTimeout}
   */
  Consumer consumer(Destination source, ConsumerOptions options);

  /** Hands messages to the handler. Returns and throws as {@link #consumer} does. */
  PushConsumer consumer(Destination source, ConsumerOptions options, MessageHandler handler);

  /** Shows what waits in a queue, without taking it. */
  default Browser browse(String queue) {
    return browse(queue, "");
  }

  /**
   * Shows what waits in a queue and meets the selector, without taking it.
   *
   * @throws NotStoredException if the broker refuses it, for a wrong selector for example
   */
  Browser browse(String queue, String selector);

  /** Begins a transaction. Does not block, and costs nothing until it is committed. */
  Transaction begin();

  /**
   * A queue with a name of the broker's, for this client alone to receive from. It is deleted some
   * time after the client is closed.
   */
  Destination temporaryQueue();

  /** A topic, as {@link #temporaryQueue}. */
  Destination temporaryTopic();

  /**
   * Sends a request and waits for the reply: see {@link #reply}.
   *
   * @throws OutcomeUnknownException if none came in time
   */
  Message request(Destination to, Message request, Duration timeout);

  /** As the other one, to a queue. */
  default Message request(String queue, Message request, Duration timeout) {
    return request(Destination.queue(queue), request, timeout);
  }

  /** Sends a request. The future ends as {@link #request(Destination, Message, Duration)} does. */
  CompletableFuture<Message> requestAsync(Destination to, Message request, Duration timeout);

  /**
   * Answers a request that was received: sends the reply to where the request wants it, with its
   * correlation id.
   */
  CompletableFuture<Confirmation> reply(Message request, Message reply);

  /**
   * Ends everything that this client has, waits for what is under way for {@link
   * ClientOptions#closeTimeout} at most, and leaves no thread behind. Repeatable.
   */
  @Override
  void close();
}

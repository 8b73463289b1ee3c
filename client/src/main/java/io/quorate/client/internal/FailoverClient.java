package io.quorate.client.internal;

import com.google.protobuf.ByteString;
import io.quorate.client.ClientOptions;
import io.quorate.client.Consumer;
import io.quorate.client.ConsumerOptions;
import io.quorate.client.Destination;
import io.quorate.client.MessageHandler;
import io.quorate.client.NotStoredException;
import io.quorate.client.Producer;
import io.quorate.client.ProducerOptions;
import io.quorate.client.PushConsumer;
import io.quorate.client.QuorateClient;
import io.quorate.client.Reason;
import io.quorate.client.RetryLaterException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Owns the threads, the channels and the link to the master, and all that was made from it. */
public final class FailoverClient implements QuorateClient {
  private static final Logger LOG = LoggerFactory.getLogger(FailoverClient.class);
  private static final int CALLBACK_THREADS = 4;
  private static final int ID_BYTES = 16;
  private static final Duration SHUTDOWN_MAX = Duration.ofSeconds(1);

  private final ClientOptions options;
  private final Duration sendTimeout;
  private final SecureRandom random = new SecureRandom();
  private final ThreadPoolExecutor ownThreads = ownThreads();
  private final Executor callbacks;
  private final ClientLoop loop = new ClientLoop();
  private final NodeChannels channels;
  private final MasterLink link;
  private final Set<Part> parts = ConcurrentHashMap.newKeySet();
  private final AtomicInteger lastConsumer = new AtomicInteger();
  private final AtomicBoolean closed = new AtomicBoolean();

  private FailoverClient(FailoverUrl url, ClientOptions options) {
    this.options = options;
    this.sendTimeout = url.sendTimeout().orElse(options.sendTimeout());
    this.callbacks = options.callbackExecutor() == null ? ownThreads : options.callbackExecutor();
    this.channels = new NodeChannels(loop, ownThreads, options.tls());
    this.link = new MasterLink(loop, channels, url, options, randomId());
  }

  /** Daemons that go when there is nothing to do. */
  private static ThreadPoolExecutor ownThreads() {
    AtomicInteger number = new AtomicInteger();
    ThreadPoolExecutor threads =
        new ThreadPoolExecutor(
            CALLBACK_THREADS,
            CALLBACK_THREADS,
            10,
            TimeUnit.SECONDS,
            // What is in it is bounded by the windows of those whose callbacks they are.
            new LinkedBlockingQueue<>(),
            work -> {
              Thread thread = new Thread(work, "quorate-callback-" + number.incrementAndGet());
              thread.setDaemon(true);
              return thread;
            });
    threads.allowCoreThreadTimeOut(true);
    return threads;
  }

  public static QuorateClient connect(String url, ClientOptions options) {
    FailoverUrl parsed = FailoverUrl.parse(url);
    if (!parsed.withoutEffect().isEmpty()) {
      LOG.warn("options of the URL that have no effect here: {}", parsed.withoutEffect());
    }
    FailoverClient client = new FailoverClient(parsed, options);
    try {
      client.awaitFirstConnection();
      return client;
    } catch (RuntimeException e) {
      client.close();
      throw e;
    }
  }

  private void awaitFirstConnection() {
    link.start();
    try {
      link.firstOpened().get(options.connectTimeout().toNanos(), TimeUnit.NANOSECONDS);
    } catch (ExecutionException e) {
      throw Failures.thrown(e);
    } catch (TimeoutException e) {
      throw new RetryLaterException(
          Reason.UNREACHABLE,
          "not connected within %d ms; %s"
              .formatted(options.connectTimeout().toMillis(), link.state()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new RetryLaterException(Reason.INTERRUPTED, "interrupted while connecting");
    }
  }

  @Override
  public Producer producer(Destination destination, ProducerOptions producerOptions) {
    refuseIfClosed();
    return keep(new WindowedProducer(this, destination, producerOptions));
  }

  @Override
  public Consumer consumer(Destination source, ConsumerOptions consumerOptions) {
    return keep(subscribed(source, consumerOptions));
  }

  @Override
  public PushConsumer consumer(
      Destination source, ConsumerOptions consumerOptions, MessageHandler handler) {
    HandlerConsumer consumer =
        new HandlerConsumer(
            this, subscribed(source, consumerOptions), handler, consumerOptions.concurrency());
    consumer.start();
    return keep(consumer);
  }

  private PrefetchingConsumer subscribed(Destination source, ConsumerOptions consumerOptions) {
    refuseIfClosed();
    if (consumerOptions.isDurable()
        && !consumerOptions.isShared()
        && options.clientId().isEmpty()) {
      throw new IllegalArgumentException(
          "expected ClientOptions.clientId for the durable subscription %s, found none"
              .formatted(consumerOptions.subscription()));
    }
    PrefetchingConsumer consumer =
        new PrefetchingConsumer(this, source, consumerOptions, lastConsumer.incrementAndGet());
    consumer.start(options.connectTimeout());
    return consumer;
  }

  private void refuseIfClosed() {
    if (closed.get()) {
      throw new NotStoredException(Reason.CLOSED, "the client was closed");
    }
  }

  private <T extends Part> T keep(T part) {
    parts.add(part);
    return part;
  }

  void forget(Part part) {
    parts.remove(part);
  }

  // ── what the parts share ──

  ClientLoop loop() {
    return loop;
  }

  MasterLink link() {
    return link;
  }

  Executor callbacks() {
    return callbacks;
  }

  Duration sendTimeout() {
    return sendTimeout;
  }

  int messageBytesMax() {
    return link.messageBytesMax();
  }

  String linkState() {
    return link.state();
  }

  ByteString randomId() {
    byte[] id = new byte[ID_BYTES];
    random.nextBytes(id);
    return ByteString.copyFrom(id);
  }

  long closeDeadlineNanos() {
    return System.nanoTime() + options.closeTimeout().toNanos();
  }

  @Override
  public void close() {
    if (!closed.compareAndSet(false, true)) {
      return;
    }
    // One after the other, but all of them go on working meanwhile: one deadline is enough.
    long endNanos = closeDeadlineNanos();
    parts.forEach(part -> part.close(endNanos));
    loop.execute(() -> link.close("the client was closed"));
    channels.close(SHUTDOWN_MAX);
    loop.close(SHUTDOWN_MAX);
    ownThreads.shutdown();
  }
}

package io.quorate.client.internal;

import com.google.protobuf.ByteString;
import io.quorate.client.Browser;
import io.quorate.client.ClientOptions;
import io.quorate.client.Confirmation;
import io.quorate.client.Consumer;
import io.quorate.client.ConsumerOptions;
import io.quorate.client.Destination;
import io.quorate.client.Message;
import io.quorate.client.MessageBuilder;
import io.quorate.client.MessageHandler;
import io.quorate.client.NotStoredException;
import io.quorate.client.Producer;
import io.quorate.client.ProducerOptions;
import io.quorate.client.PushConsumer;
import io.quorate.client.QuorateClient;
import io.quorate.client.Reason;
import io.quorate.client.RetryLaterException;
import io.quorate.client.Transaction;
import io.quorate.proto.client.v1.ClientFrame;
import io.quorate.proto.client.v1.CreateTemporary;
import io.quorate.proto.client.v1.ServerFrame;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
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
  private final AtomicLong lastTransaction = new AtomicLong();
  private final CommitIdentities commitIdentities = new CommitIdentities(this::randomId);
  private final Requester requester;

  /** Guarded by this. */
  private @Nullable Sender anywhere;

  private FailoverClient(FailoverUrl url, ClientOptions options, ChannelSecurity security) {
    this.options = options;
    this.sendTimeout = url.sendTimeout().orElse(options.sendTimeout());
    this.callbacks = options.callbackExecutor() == null ? ownThreads : options.callbackExecutor();
    this.channels = new NodeChannels(loop, ownThreads, security);
    this.link = new MasterLink(loop, channels, url, options, randomId());
    this.requester = new Requester(this);
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
    // Files that cannot be read are found before there is anything to close.
    ChannelSecurity security = ChannelSecurity.of(options.tls());
    FailoverClient client = new FailoverClient(parsed, options, security);
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
    await(link.firstOpened(), "connecting");
  }

  /** Waits for something that may be asked for again, for the connect time-out. */
  <T> T await(CompletableFuture<T> answer, String doing) {
    Duration timeout = options.connectTimeout();
    try {
      return answer.get(timeout.toNanos(), TimeUnit.NANOSECONDS);
    } catch (ExecutionException e) {
      throw Failures.thrown(e);
    } catch (TimeoutException e) {
      throw new RetryLaterException(
          Reason.UNREACHABLE,
          "%s took longer than %d ms; %s".formatted(doing, timeout.toMillis(), link.state()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new RetryLaterException(Reason.INTERRUPTED, "interrupted while " + doing);
    }
  }

  @Override
  public Producer producer(Destination destination, ProducerOptions producerOptions) {
    refuseIfClosed();
    return new DestinationProducer(this, destination, keep(new Sender(this, producerOptions)));
  }

  @Override
  public Confirmation send(Destination to, Message message) {
    return sender().send(to, message);
  }

  @Override
  public CompletableFuture<Confirmation> sendAsync(Destination to, Message message) {
    return sender().sendAsync(to, message);
  }

  /** For messages to anywhere. */
  synchronized Sender sender() {
    refuseIfClosed();
    if (anywhere == null) {
      anywhere = keep(new Sender(this, ProducerOptions.defaults()));
    }
    return anywhere;
  }

  @Override
  public Consumer consumer(Destination source, ConsumerOptions consumerOptions) {
    return keep(subscribed(source, consumerOptions));
  }

  @Override
  public PushConsumer consumer(
      Destination source, ConsumerOptions consumerOptions, MessageHandler handler) {
    return handle(source, consumerOptions, handler);
  }

  HandlerConsumer handle(
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
    consumer.start();
    return consumer;
  }

  @Override
  public Browser browse(String queue, String selector) {
    refuseIfClosed();
    QueueBrowser browser =
        new QueueBrowser(this, Destination.queue(queue), selector, lastConsumer.incrementAndGet());
    browser.start();
    return keep(browser);
  }

  @Override
  public Transaction begin() {
    refuseIfClosed();
    return new BufferedTransaction(this);
  }

  CompletableFuture<Confirmation> commit(List<ByteString> messages, List<Receipt> receipts) {
    refuseIfClosed();
    CompletableFuture<Confirmation> outcome = new CompletableFuture<>();
    long deadlineNanos = System.nanoTime() + sendTimeout.toNanos();
    List<ByteString> sent = List.copyOf(messages);
    List<Receipt> acknowledged = List.copyOf(receipts);
    loop.execute(
        () -> {
          CommitRun run =
              new CommitRun(
                  this, sent, acknowledged, deadlineNanos, commitIdentities.acquire(), outcome);
          run.start();
        });
    return outcome;
  }

  @Override
  public Destination temporaryQueue() {
    return temporary(Destination.Kind.QUEUE);
  }

  @Override
  public Destination temporaryTopic() {
    return temporary(Destination.Kind.TOPIC);
  }

  private Destination temporary(Destination.Kind kind) {
    refuseIfClosed();
    CompletableFuture<ServerFrame> answer = new CompletableFuture<>();
    long deadlineNanos = System.nanoTime() + options.connectTimeout().toNanos();
    loop.execute(
        () ->
            new MasterQuestion(
                    link,
                    request ->
                        ClientFrame.newBuilder()
                            .setCreateTemporary(
                                CreateTemporary.newBuilder()
                                    .setRequest(request)
                                    .setKind(Kinds.wire(kind)))
                            .build(),
                    deadlineNanos,
                    answer)
                .start());
    ServerFrame created = await(answer, "creating a temporary destination");
    return new Destination(kind, created.getTemporaryCreated().getName());
  }

  @Override
  public CompletableFuture<Message> requestAsync(
      Destination to, Message request, Duration timeout) {
    refuseIfClosed();
    return requester.request(to, request, timeout);
  }

  @Override
  public Message request(Destination to, Message request, Duration timeout) {
    try {
      return requestAsync(to, request, timeout).get();
    } catch (ExecutionException e) {
      throw Failures.thrown(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw Failures.neverKnown(Reason.INTERRUPTED, "interrupted while waiting for the reply");
    }
  }

  @Override
  public CompletableFuture<Confirmation> reply(Message request, Message reply) {
    Destination to =
        request
            .replyTo()
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "expected a request that says where to reply to, found none in "
                            + request));
    MessageBuilder addressed = reply.toBuilder();
    request.correlationId().or(request::id).ifPresent(addressed::correlationId);
    return sendAsync(to, addressed.build());
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

  CommitIdentities commitIdentities() {
    return commitIdentities;
  }

  /** A number that no transaction of this client had. */
  long nextTransaction() {
    return lastTransaction.incrementAndGet();
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

  /** A handler at work may still send, and what consumers settled comes last. */
  private static int closeOrder(Part part) {
    if (part instanceof HandlerConsumer) {
      return 0;
    }
    return part instanceof Sender ? 1 : 2;
  }

  @Override
  public void close() {
    if (!closed.compareAndSet(false, true)) {
      return;
    }
    // One after the other, but all of them go on working meanwhile: one deadline is enough.
    long endNanos = closeDeadlineNanos();
    parts.stream()
        .sorted(Comparator.comparingInt(FailoverClient::closeOrder))
        .forEach(part -> part.close(endNanos));
    loop.execute(() -> link.close("the client was closed"));
    channels.close(SHUTDOWN_MAX);
    loop.close(SHUTDOWN_MAX);
    ownThreads.shutdown();
  }
}

package io.quorate.client.internal;

import io.quorate.client.Browser;
import io.quorate.client.Destination;
import io.quorate.client.Message;
import io.quorate.client.NotStoredException;
import io.quorate.client.QuorateException;
import io.quorate.client.Reason;
import io.quorate.client.RetryLaterException;
import io.quorate.proto.client.v1.ClientFrame;
import io.quorate.proto.client.v1.CloseConsumer;
import io.quorate.proto.client.v1.Credit;
import io.quorate.proto.client.v1.Deliveries;
import io.quorate.proto.client.v1.Delivery;
import io.quorate.proto.client.v1.Failed;
import io.quorate.proto.client.v1.ServerFrame;
import io.quorate.proto.client.v1.Subscribe;
import java.io.IOException;
import java.time.Duration;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** Looks through a queue over one connection; a lost one ends it. */
final class QueueBrowser
    implements Browser, Part, MasterLink.Member, MasterConnection.DeliveryListener {
  private static final int PREFETCH = 200;

  /** Longer than anybody waits; the end of the connection comes before. */
  private static final long FOREVER_NANOS = Duration.ofDays(1).toNanos();

  private final FailoverClient client;
  private final Destination queue;
  private final String selector;
  private final int number;
  private final DeliveryBuffer<Delivery> buffer = new DeliveryBuffer<>();
  private final CompletableFuture<Void> ready = new CompletableFuture<>();
  private final AtomicLong taken = new AtomicLong();

  // On the loop.
  private final CreditMeter credit = new CreditMeter(PREFETCH, PREFETCH);
  private @Nullable MasterConnection connection;

  QueueBrowser(FailoverClient client, Destination queue, String selector, int number) {
    this.client = client;
    this.queue = queue;
    this.selector = selector;
    this.number = number;
  }

  void start() {
    client.loop().execute(() -> client.link().join(this));
    try {
      client.await(ready, "browsing " + queue);
    } catch (QuorateException e) {
      close();
      throw e;
    }
  }

  // ── looking, by the application's thread ──

  @Override
  public Iterator<Message> iterator() {
    return new Iterator<>() {
      private @Nullable Message next;

      @Override
      public boolean hasNext() {
        if (next == null) {
          next = receive();
        }
        return next != null;
      }

      @Override
      public Message next() {
        Message message = hasNext() ? next : null;
        next = null;
        if (message == null) {
          throw new NoSuchElementException("expected another message of " + queue);
        }
        return message;
      }
    };
  }

  private @Nullable Message receive() {
    try {
      Delivery delivery = buffer.poll(FOREVER_NANOS);
      if (delivery == null) {
        return null;
      }
      if (taken.incrementAndGet() % credit.step() == 0) {
        client.loop().execute(this::replenish);
      }
      return WireMessage.browsed(delivery);
    } catch (IOException e) {
      throw new NotStoredException(
          Reason.UNSUPPORTED,
          "%s holds a message that this client cannot read: %s".formatted(queue, e.getMessage()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new RetryLaterException(Reason.INTERRUPTED, "interrupted while browsing " + queue);
    }
  }

  @Override
  public void close() {
    close(0);
  }

  /** Nobody waits for the broker's answer: it holds nothing. */
  @Override
  public void close(long endNanos) {
    buffer.end(new NotStoredException(Reason.CLOSED, "the browser was closed"));
    client.loop().execute(this::unsubscribe);
    client.forget(this);
  }

  // ── the connection, on the loop ──

  @Override
  public void up(MasterConnection to) {
    connection = to;
    to.addConsumer(number, this);
    Subscribe.Builder frame =
        Subscribe.newBuilder()
            .setConsumer(number)
            .setDestination(queue.name())
            .setMode(Subscribe.Mode.BROWSE)
            .setSelector(selector)
            .setCreditMessages(credit.first());
    to.ask(
        request -> ClientFrame.newBuilder().setSubscribe(frame.setRequest(request)).build(),
        this::subscribed);
  }

  private void subscribed(ServerFrame answer) {
    if (answer.hasFailed()) {
      closed(answer.getFailed());
    } else {
      ready.complete(null);
    }
  }

  @Override
  public void delivered(Deliveries deliveries) {
    credit.delivered(deliveries.getDeliveriesCount());
    buffer.add(deliveries.getDeliveriesList());
  }

  private void replenish() {
    MasterConnection to = connection;
    int more = credit.more(taken.get(), 0);
    if (to != null && more > 0) {
      to.send(
          ClientFrame.newBuilder()
              .setCredit(Credit.newBuilder().setConsumer(number).setMessages(more))
              .build());
    }
  }

  @Override
  public void drained() {
    buffer.complete();
    unsubscribe();
  }

  @Override
  public void closed(Failed reason) {
    finish(Failures.of(reason));
  }

  @Override
  public void down(String why) {
    finish(new RetryLaterException(Reason.NOT_MASTER, "browsing %s: %s".formatted(queue, why)));
  }

  @Override
  public void closed(String why) {
    finish(new NotStoredException(Reason.CLOSED, why));
  }

  private void finish(QuorateException why) {
    client.link().leave(this);
    connection = null;
    buffer.end(why);
    ready.completeExceptionally(why);
  }

  private void unsubscribe() {
    client.link().leave(this);
    MasterConnection from = connection;
    connection = null;
    if (from != null) {
      from.removeConsumer(number);
      from.ask(
          request ->
              ClientFrame.newBuilder()
                  .setCloseConsumer(
                      CloseConsumer.newBuilder().setRequest(request).setConsumer(number))
                  .build(),
          answer -> {});
    }
  }
}

package io.quorate.client.internal;

import io.quorate.client.Consumer;
import io.quorate.client.ConsumerOptions;
import io.quorate.client.Destination;
import io.quorate.client.Message;
import io.quorate.client.NotStoredException;
import io.quorate.client.QuorateException;
import io.quorate.client.Reason;
import io.quorate.client.RetryLaterException;
import io.quorate.client.Settlement;
import io.quorate.proto.client.v1.ClientFrame;
import io.quorate.proto.client.v1.CloseConsumer;
import io.quorate.proto.client.v1.Deliveries;
import io.quorate.proto.client.v1.Failed;
import io.quorate.proto.client.v1.ServerFrame;
import io.quorate.proto.client.v1.Subscribe;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A consumer through all its connections: subscribes on each anew, and hands out what arrives.
 * Receiving is for any thread, the rest is on the loop.
 */
final class PrefetchingConsumer implements Consumer, MasterLink.Member, Part {
  private static final Logger LOG = LoggerFactory.getLogger(PrefetchingConsumer.class);
  private static final Duration RETRY_PAUSE = Duration.ofMillis(100);

  private final FailoverClient client;
  private final Destination source;
  private final ConsumerOptions options;
  private final int number;
  private final Executor callbacks;
  private final DeliveryBuffer<Receipt> buffer = new DeliveryBuffer<>();
  private final AtomicLong lostSettlements = new AtomicLong();
  private final AtomicBoolean closed = new AtomicBoolean();
  private final CompletableFuture<Void> ready = new CompletableFuture<>();
  private volatile boolean over;

  /** For now; it is tried again. */
  private volatile @Nullable QuorateException lastRefusal;

  /** Null: not subscribed. Changed on the loop. */
  private volatile @Nullable ConsumerSession session;

  private @Nullable MasterConnection connection;
  private long retryNanos;
  private boolean retryDue;

  PrefetchingConsumer(
      FailoverClient client, Destination source, ConsumerOptions options, int number) {
    this.client = client;
    this.source = source;
    this.options = options;
    this.number = number;
    this.callbacks = new SerialExecutor(client.callbacks());
  }

  /** Returns once the broker has it. */
  void start() {
    client.loop().execute(() -> client.link().join(this));
    try {
      client.await(ready, "subscribing to " + source);
    } catch (QuorateException e) {
      abandon();
      QuorateException refusal = lastRefusal;
      throw refusal != null && e.reason() == Reason.UNREACHABLE ? refusal : e;
    }
  }

  private void abandon() {
    client
        .loop()
        .execute(
            () -> {
              // The broker may still be about to take it in.
              unsubscribe(new CompletableFuture<>());
              finish(closedException("the consumer was never subscribed"));
            });
  }

  private static QuorateException closedException(String why) {
    return new NotStoredException(Reason.CLOSED, why);
  }

  /** Whether the broker or the client ended it for good. */
  boolean isOver() {
    return over;
  }

  // ── receiving ──

  @Override
  public Destination source() {
    return source;
  }

  @Override
  public @Nullable Message receive(Duration timeout) {
    return receive(timeout.toNanos());
  }

  @Override
  public Message receive() {
    Message message = null;
    while (message == null) {
      message = receive(Duration.ofHours(1));
    }
    return message;
  }

  @Override
  public @Nullable Message receiveNow() {
    return receive(0);
  }

  /** Hands out nothing that is not here by now, and lets go of those who wait. */
  void stop() {
    buffer.complete();
  }

  private @Nullable Message receive(long waitNanos) {
    long endNanos = System.nanoTime() + waitNanos;
    try {
      Receipt receipt = buffer.poll(waitNanos);
      while (receipt != null) {
        receipt.session().taken();
        Message message = read(receipt);
        if (message != null) {
          return message;
        }
        receipt = buffer.poll(endNanos - System.nanoTime());
      }
      return null;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new RetryLaterException(Reason.INTERRUPTED, "interrupted while waiting for a message");
    }
  }

  private @Nullable Message read(Receipt receipt) {
    try {
      return WireMessage.received(receipt);
    } catch (IOException e) {
      LOG.error("{}: what was delivered is no message; rejected", source, e);
      receipt.settle(Settlement.rejected("the client could not read it: " + e.getMessage()));
      return null;
    }
  }

  @Override
  public void acknowledgeUpTo(Message message) {
    Receipt receipt = WireMessage.receiptOf(message);
    receipt.claim();
    receipt.session().settleUpTo(receipt, Settlement.acknowledged());
  }

  @Override
  public long lostSettlements() {
    return lostSettlements.get();
  }

  @Override
  public boolean flush(Duration timeout) {
    ConsumerSession current = session;
    return current == null || await(current.idle(), timeout);
  }

  private static boolean await(CompletableFuture<Void> done, Duration timeout) {
    try {
      done.get(timeout.toNanos(), TimeUnit.NANOSECONDS);
      return true;
    } catch (TimeoutException | ExecutionException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  @Override
  public void close() {
    close(client.closeDeadlineNanos());
  }

  @Override
  public void close(long endNanos) {
    if (!closed.compareAndSet(false, true)) {
      return;
    }
    buffer.end(closedException("the consumer was closed"));
    flush(left(endNanos));
    CompletableFuture<Void> gone = new CompletableFuture<>();
    client.loop().execute(() -> unsubscribe(gone));
    await(gone, left(endNanos));
    client.forget(this);
  }

  private static Duration left(long endNanos) {
    return Duration.ofNanos(Math.max(0, endNanos - System.nanoTime()));
  }

  // ── the connection, on the loop ──

  @Override
  public void up(MasterConnection to) {
    connection = to;
    subscribe(to);
  }

  private void subscribe(MasterConnection to) {
    retryDue = false;
    ConsumerSession next =
        new ConsumerSession(client.loop(), to, number, options, callbacks, lostSettlements);
    Subscribe.Builder frame =
        Subscribe.newBuilder()
            .setConsumer(number)
            .setDestination(source.name())
            .setKind(Kinds.wire(source.kind()))
            .setSelector(options.selector())
            .setSubscription(options.subscription())
            .setDurable(options.isDurable())
            .setShared(options.isShared())
            .setNoLocal(options.isNoLocal())
            .setPreSettled(options.isAtMostOnce())
            .setLockMillis((int) Math.min(Integer.MAX_VALUE, options.lock().toMillis()))
            .setCreditMessages(next.firstCredit())
            .setCreditBytes(options.prefetchBytes());
    session = next;
    to.addConsumer(number, new Incoming(next));
    to.ask(
        request -> ClientFrame.newBuilder().setSubscribe(frame.setRequest(request)).build(),
        answer -> subscribed(next, answer));
  }

  private void subscribed(ConsumerSession asked, ServerFrame answer) {
    if (asked != session) {
      return;
    }
    if (answer.hasFailed()) {
      refused(answer.getFailed());
    } else {
      ready.complete(null);
    }
  }

  private void refused(Failed failed) {
    endSession();
    if (failed.getCode() == Failed.Code.NOT_MASTER) {
      client.link().suspect(failed);
    }
    // Who has it may leave, or be ourselves: an earlier consumer that the broker is still to
    // forget.
    if (Failures.mayBeAskedAgain(failed.getCode()) || failed.getCode() == Failed.Code.IN_USE) {
      lastRefusal = Failures.of(failed);
      retryDue = true;
      retryNanos = System.nanoTime() + RETRY_PAUSE.toNanos();
    } else {
      finish(Failures.of(failed));
    }
  }

  @Override
  public void down(String why) {
    connection = null;
    retryDue = false;
    endSession();
  }

  private void endSession() {
    ConsumerSession current = session;
    session = null;
    // Its messages come again; received now, they could not be settled.
    buffer.clear();
    if (current != null) {
      current.end();
    }
  }

  @Override
  public void tick(long nowNanos) {
    MasterConnection to = connection;
    ConsumerSession current = session;
    if (current != null) {
      current.tick();
    } else if (to != null && retryDue && nowNanos - retryNanos >= 0) {
      subscribe(to);
    }
  }

  @Override
  public void closed(String why) {
    finish(closedException(why));
  }

  private void finish(QuorateException why) {
    over = true;
    client.link().leave(this);
    buffer.end(why);
    endSession();
    ready.completeExceptionally(why);
  }

  private void unsubscribe(CompletableFuture<Void> gone) {
    client.link().leave(this);
    ConsumerSession current = session;
    MasterConnection from = connection;
    if (current == null || from == null) {
      gone.complete(null);
      return;
    }
    from.ask(
        request ->
            ClientFrame.newBuilder()
                .setCloseConsumer(
                    CloseConsumer.newBuilder().setRequest(request).setConsumer(number))
                .build(),
        new MasterConnection.Answer() {
          @Override
          public void answered(ServerFrame frame) {
            from.removeConsumer(number);
            gone.complete(null);
          }

          @Override
          public void lost(String why) {
            gone.complete(null);
          }
        });
    endSession();
  }

  /** What arrives for one session. */
  private final class Incoming implements MasterConnection.DeliveryListener {
    private final ConsumerSession of;

    Incoming(ConsumerSession of) {
      this.of = of;
    }

    @Override
    public void delivered(Deliveries deliveries) {
      if (of == session) {
        buffer.add(of.delivered(deliveries));
      }
    }

    @Override
    public void drained() {}

    @Override
    public void closed(Failed reason) {
      if (of == session) {
        refused(reason);
      }
    }
  }
}

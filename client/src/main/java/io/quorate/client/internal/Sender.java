package io.quorate.client.internal;

import com.google.protobuf.ByteString;
import io.quorate.client.Confirmation;
import io.quorate.client.Destination;
import io.quorate.client.Message;
import io.quorate.client.NotStoredException;
import io.quorate.client.OutcomeUnknownException;
import io.quorate.client.ProducerOptions;
import io.quorate.client.QuorateException;
import io.quorate.client.QuorateException.Limit;
import io.quorate.client.Reason;
import io.quorate.client.RetryLaterException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * The applications' side of sending: encodes, waits for room in the window, hands over to one of
 * two lanes, and waits for the end. Safe for many threads.
 */
final class Sender implements Part {
  /** A send ends with its deadline; what is added here only guards against errors of our own. */
  private static final Duration GRACE = Duration.ofSeconds(5);

  private final FailoverClient client;
  private final ProducerOptions options;
  private final Duration timeout;
  private final Executor callbacks;
  private final Semaphore window;
  private final SendLane lane;

  /** Guarded by this; only with the first message that is volatile. */
  private @Nullable SendLane volatileLane;

  private final AtomicBoolean closed = new AtomicBoolean();

  Sender(FailoverClient client, ProducerOptions options) {
    this.client = client;
    this.options = options;
    this.timeout = options.timeout() == null ? client.sendTimeout() : options.timeout();
    this.callbacks = new SerialExecutor(client.callbacks());
    // Fair: a large message must not wait for ever behind small ones.
    this.window = new Semaphore(options.windowBytes(), true);
    this.lane = lane(false);
  }

  private SendLane lane(boolean isVolatile) {
    return new SendLane(
        client.loop(),
        client.link(),
        isVolatile,
        options,
        client::randomId,
        callbacks,
        cost -> window.release(permits(cost)));
  }

  private int permits(int cost) {
    return Math.min(cost, options.windowBytes());
  }

  Confirmation send(Destination to, Message message) {
    return await(handOver(to, message, false));
  }

  CompletableFuture<Confirmation> sendAsync(Destination to, Message message) {
    try {
      return handOver(to, message, true).future;
    } catch (QuorateException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  private PendingSend handOver(Destination to, Message message, boolean hasCallbacks) {
    long deadlineNanos = System.nanoTime() + timeout.toNanos();
    ByteString bytes = WireMessage.encode(message, to, System.currentTimeMillis());
    checkSize(bytes.size());
    PendingSend send = new PendingSend(to, bytes, deadlineNanos, hasCallbacks);
    reserve(permits(send.cost()));
    if (closed.get()) {
      window.release(permits(send.cost()));
      throw new NotStoredException(Reason.CLOSED, "the producer was closed");
    }
    (message.isPersistent() ? lane : volatileLane()).send(send);
    return send;
  }

  private void checkSize(int bytes) {
    int bytesMax = client.messageBytesMax();
    if (bytes > bytesMax) {
      throw new NotStoredException(
          Reason.TOO_LARGE,
          "expected a message of at most %d bytes, found %d".formatted(bytesMax, bytes),
          new Limit(bytesMax, bytes));
    }
  }

  private void reserve(int bytes) {
    try {
      if (!window.tryAcquire(bytes, timeout.toNanos(), TimeUnit.NANOSECONDS)) {
        throw new RetryLaterException(
            Reason.WINDOW_FULL,
            "no room in the window of %d unconfirmed bytes within %d ms; %s"
                .formatted(options.windowBytes(), timeout.toMillis(), client.linkState()),
            new Limit(options.windowBytes(), options.windowBytes() - window.availablePermits()),
            0);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new RetryLaterException(
          Reason.INTERRUPTED, "interrupted while waiting for room in the window");
    }
  }

  private synchronized SendLane volatileLane() {
    if (volatileLane == null) {
      volatileLane = lane(true);
    }
    return volatileLane;
  }

  private Confirmation await(PendingSend send) {
    try {
      return send.future.get(timeout.plus(GRACE).toNanos(), TimeUnit.NANOSECONDS);
    } catch (ExecutionException e) {
      throw Failures.thrown(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw unknown(send, Reason.INTERRUPTED, "interrupted while waiting for the confirmation");
    } catch (TimeoutException e) {
      throw unknown(send, Reason.TIMED_OUT, "the client's own thread does not answer");
    }
  }

  private OutcomeUnknownException unknown(PendingSend send, Reason reason, String why) {
    OutcomeUnknownException unknown = new OutcomeUnknownException(reason, why);
    CompletableFuture<Confirmation> unused =
        send.future.whenCompleteAsync(
            (confirmation, failure) -> {
              if (failure == null) {
                unknown.resolution().complete(confirmation);
              } else {
                unknown.resolution().completeExceptionally(failure);
              }
            },
            callbacks);
    return unknown;
  }

  boolean flush(Duration time) {
    try {
      boolean isEmpty =
          window.tryAcquire(options.windowBytes(), time.toNanos(), TimeUnit.NANOSECONDS);
      if (isEmpty) {
        window.release(options.windowBytes());
      }
      return isEmpty;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  @Override
  public void close(long endNanos) {
    if (closed.compareAndSet(false, true)) {
      flush(Duration.ofNanos(Math.max(0, endNanos - System.nanoTime())));
      closeLanes();
      client.forget(this);
    }
  }

  private synchronized void closeLanes() {
    client.loop().execute(lane::close);
    if (volatileLane != null) {
      client.loop().execute(volatileLane::close);
    }
  }
}

package io.quorate.broker.process;

import io.quorate.client.Confirmation;
import io.quorate.client.Message;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Sends without waiting for confirmations, and counts them. Ends at the first failure. */
final class NumberedSends {
  private final NumberedBodies bodies;
  private final Function<Message, CompletableFuture<Confirmation>> sender;
  private final AtomicLong confirmed = new AtomicLong();
  private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
  private final long first;
  private final AtomicLong sent = new AtomicLong();

  /** The first message gets the number {@code first}. */
  NumberedSends(
      NumberedBodies bodies,
      long first,
      Function<Message, CompletableFuture<Confirmation>> sender) {
    this.bodies = bodies;
    this.first = first;
    this.sender = sender;
  }

  /** The next number; waits while the client's window is full. */
  void send() {
    checkFailure();
    var unused =
        sender
            .apply(Message.of(bodies.body(first + sent.getAndIncrement())))
            .whenComplete(
                (confirmation, thrown) -> {
                  if (thrown == null) {
                    confirmed.incrementAndGet();
                  } else {
                    failure.compareAndSet(null, thrown);
                  }
                });
  }

  long sent() {
    return sent.get();
  }

  long confirmed() {
    return confirmed.get();
  }

  /** Waits until all that was sent is confirmed. */
  void awaitConfirmed(Duration limit) {
    Patience patience = new Patience(sent + " messages to be confirmed", limit);
    while (confirmed.get() < sent.get()) {
      checkFailure();
      patience.step(() -> confirmed + " are");
    }
  }

  private void checkFailure() {
    Throwable thrown = failure.get();
    if (thrown != null) {
      throw new AssertionError("a message was not confirmed", thrown);
    }
  }
}

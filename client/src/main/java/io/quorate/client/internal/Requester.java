package io.quorate.client.internal;

import io.quorate.client.ConsumerOptions;
import io.quorate.client.Destination;
import io.quorate.client.Message;
import io.quorate.client.QuorateException;
import io.quorate.client.Reason;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Requests and their replies: one temporary queue for all of a client's, on which replies are told
 * apart by their correlation ids. Safe for many threads.
 */
final class Requester {
  private final FailoverClient client;
  private final String prefix;
  private final AtomicLong last = new AtomicLong();
  private final Map<String, CompletableFuture<Message>> awaited = new ConcurrentHashMap<>();

  /** Guarded by this; only with the first request. */
  private @Nullable HandlerConsumer replies;

  private @Nullable Destination replyTo;

  Requester(FailoverClient client) {
    this.client = client;
    this.prefix = HexFormat.of().formatHex(client.randomId().toByteArray()) + "-";
  }

  CompletableFuture<Message> request(Destination to, Message message, Duration timeout) {
    String correlationId = prefix + last.incrementAndGet();
    Message request = message.toBuilder().replyTo(replyTo()).correlationId(correlationId).build();
    CompletableFuture<Message> reply = new CompletableFuture<>();
    awaited.put(correlationId, reply);
    var unused =
        client
            .sender()
            .sendAsync(to, request)
            .whenComplete(
                (confirmation, failure) -> {
                  if (failure != null) {
                    reply.completeExceptionally(failure);
                  }
                });
    return reply
        .orTimeout(timeout.toNanos(), TimeUnit.NANOSECONDS)
        .whenComplete((answer, failure) -> awaited.remove(correlationId))
        .exceptionallyAsync(
            failure -> {
              throw failure(to, timeout, failure);
            },
            client.callbacks());
  }

  private static QuorateException failure(Destination to, Duration timeout, Throwable cause) {
    Throwable root = cause instanceof CompletionException ? cause.getCause() : cause;
    if (root instanceof QuorateException failure) {
      return failure;
    }
    return Failures.neverKnown(
        Reason.TIMED_OUT, "no reply from %s within %d ms".formatted(to, timeout.toMillis()));
  }

  private synchronized Destination replyTo() {
    HandlerConsumer current = replies;
    Destination destination = replyTo;
    if (current == null || destination == null || current.isOver()) {
      destination = client.temporaryQueue();
      replies = client.handle(destination, ConsumerOptions.defaults(), this::replied);
      replyTo = destination;
    }
    return destination;
  }

  private void replied(Message reply) {
    CompletableFuture<Message> request = awaited.remove(reply.correlationId().orElse(""));
    // Nobody waits for it any more otherwise.
    if (request != null) {
      client.callbacks().execute(() -> request.complete(reply));
    }
  }
}

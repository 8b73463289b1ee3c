package io.quorate.broker.session;

import java.util.ArrayDeque;
import java.util.concurrent.CompletableFuture;

/** Calls that somebody waits for, so that none is forgotten at the end. On the loop. */
final class Unanswered {
  private static final int SWEPT_AT_MIN = 1_024;

  private final ArrayDeque<CompletableFuture<?>> calls = new ArrayDeque<>();
  private int sweptAt = SWEPT_AT_MIN;

  void add(CompletableFuture<?> call) {
    while (!calls.isEmpty() && calls.peek().isDone()) {
      calls.remove();
    }
    calls.add(call);
    if (calls.size() > sweptAt) {
      // The first one may wait for long: those behind it that are answered must not pile up.
      calls.removeIf(CompletableFuture::isDone);
      sweptAt = Math.max(SWEPT_AT_MIN, 2 * calls.size());
    }
  }

  void refuse(BrokerException reason) {
    calls.forEach(call -> call.completeExceptionally(reason));
    calls.clear();
  }
}

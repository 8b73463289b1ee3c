package io.quorate.client.internal;

import io.quorate.client.Settlement;
import io.quorate.proto.client.v1.Delivery;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;

/** One delivery, and the right to settle it, once. Safe for many threads. */
final class Receipt {
  private final ConsumerSession session;
  private final Delivery delivery;
  private final AtomicBoolean settled = new AtomicBoolean();

  Receipt(ConsumerSession session, Delivery delivery) {
    this.session = session;
    this.delivery = delivery;
  }

  ConsumerSession session() {
    return session;
  }

  Delivery delivery() {
    return delivery;
  }

  boolean isSettled() {
    return settled.get();
  }

  void settle(Settlement settlement) {
    claim();
    session.settle(this, settlement);
  }

  CompletableFuture<Settlement.Result> settleAndTell(Settlement settlement) {
    claim();
    return session.settleAndTell(this, settlement);
  }

  void renew() {
    session.renew(this);
  }

  /** From now on nobody else may settle it. */
  void claim() {
    if (!settled.compareAndSet(false, true)) {
      throw new IllegalStateException(
          "expected a message that is not settled yet, found sequence %d settled before"
              .formatted(delivery.getBrokerSequence()));
    }
  }

  /** As {@link #claim}; false: somebody was faster. */
  boolean tryClaim() {
    return settled.compareAndSet(false, true);
  }
}

package io.quorate.client.internal;

import io.quorate.client.Destination;
import io.quorate.client.Message;
import io.quorate.client.MessageHandler;
import io.quorate.client.PushConsumer;
import io.quorate.client.QuorateException;
import io.quorate.client.Reason;
import io.quorate.client.Settlement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Threads that receive and hand to the application's handler. */
final class HandlerConsumer implements PushConsumer, Part {
  private static final Logger LOG = LoggerFactory.getLogger(HandlerConsumer.class);

  /** They are woken when they are not wanted any more. */
  private static final Duration WAIT = Duration.ofHours(1);

  private final FailoverClient client;
  private final PrefetchingConsumer consumer;
  private final MessageHandler handler;
  private final List<Thread> threads = new ArrayList<>();
  private final AtomicBoolean closed = new AtomicBoolean();

  HandlerConsumer(
      FailoverClient client, PrefetchingConsumer consumer, MessageHandler handler, int count) {
    this.client = client;
    this.consumer = consumer;
    this.handler = handler;
    for (int i = 1; i <= count; i++) {
      Thread thread =
          new Thread(this::work, "quorate-handler-%s-%d".formatted(consumer.source().name(), i));
      thread.setDaemon(true);
      threads.add(thread);
    }
  }

  void start() {
    threads.forEach(Thread::start);
  }

  boolean isOver() {
    return consumer.isOver();
  }

  private void work() {
    try {
      while (!closed.get()) {
        Message message = consumer.receive(WAIT);
        if (message != null) {
          handle(message);
        }
      }
    } catch (QuorateException e) {
      if (e.reason() != Reason.CLOSED) {
        LOG.error("{}: its handler gets no more messages", consumer.source(), e);
      }
    }
  }

  private void handle(Message message) {
    Receipt receipt = WireMessage.receiptOf(message);
    try {
      handler.handle(message);
      settle(receipt, Settlement.acknowledged());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      settle(receipt, Settlement.released());
    } catch (Exception e) {
      LOG.warn("{} fails, as its handler did: {}", message, e.toString());
      LOG.debug("the handler failed", e);
      settle(receipt, Settlement.failed(Duration.ZERO, e.toString()));
    }
  }

  /** Unless the handler did. */
  private static void settle(Receipt receipt, Settlement settlement) {
    if (receipt.tryClaim()) {
      receipt.session().settle(receipt, settlement);
    }
  }

  @Override
  public Destination source() {
    return consumer.source();
  }

  @Override
  public long lostSettlements() {
    return consumer.lostSettlements();
  }

  @Override
  public void close() {
    close(client.closeDeadlineNanos());
  }

  @Override
  public void close(long endNanos) {
    if (closed.compareAndSet(false, true)) {
      consumer.stop();
      awaitHandlers(endNanos);
      consumer.close(endNanos);
      client.forget(this);
    }
  }

  private void awaitHandlers(long endNanos) {
    try {
      for (Thread thread : threads) {
        // A handler may close its own consumer.
        if (thread != Thread.currentThread()) {
          thread.join(Math.max(1, (endNanos - System.nanoTime()) / 1_000_000));
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}

package io.quorate.broker.process;

import io.quorate.client.Consumer;
import io.quorate.client.Message;
import io.quorate.client.RetryLaterException;
import io.quorate.client.history.CheckedBody;
import io.quorate.client.history.History;
import io.quorate.client.history.History.Arrival;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Takes messages from one outlet and tells what comes. For one thread. */
final class CheckedConsumer {
  private static final Duration WAIT = Duration.ofMillis(100);
  private static final Duration FLUSH_MAX = Duration.ofSeconds(5);

  private final String outlet;
  private final String name;
  private final int credit;
  private final Supplier<Consumer> subscribe;
  private final Settler settler;
  private final History history;
  private final Random random;
  private final Runnable onTake;

  private final AtomicLong taken = new AtomicLong();
  private final AtomicLong lostSettlements = new AtomicLong();

  /**
   * Takes nothing yet.
   *
   * @param credit the most that the broker may have given it
   * @param onTake told of every message that is what was sent
   * @param subscribe may refuse to for now, with a {@link RetryLaterException}
   */
  CheckedConsumer(
      String outlet,
      String name,
      int credit,
      Supplier<Consumer> subscribe,
      Settler settler,
      History history,
      Random random,
      Runnable onTake) {
    this.outlet = outlet;
    this.name = name;
    this.credit = credit;
    this.subscribe = subscribe;
    this.settler = settler;
    this.history = history;
    this.random = random;
    this.onTake = onTake;
  }

  /** How many messages came, each time counted. For any thread, as the next one. */
  long taken() {
    return taken.get();
  }

  /** How many settlements came too late, as far as the client was told. */
  long lostSettlements() {
    return lostSettlements.get();
  }

  /** Comes, takes until it is told to go, settles what it has and leaves. */
  void visit(BooleanSupplier stays, Supplier<Temper> temper) {
    while (stays.getAsBoolean()) {
      Consumer consumer = subscribe(stays);
      if (consumer != null) {
        takeFrom(consumer, stays, temper);
      }
    }
  }

  private @Nullable Consumer subscribe(BooleanSupplier stays) {
    while (stays.getAsBoolean()) {
      history.consumerOpened(outlet, name, credit);
      try {
        return subscribe.get();
      } catch (RetryLaterException e) {
        history.consumerLeft(outlet, name);
      }
    }
    return null;
  }

  /** Returns when it is told to go, or walks out on a whim with all that it holds. */
  private void takeFrom(Consumer consumer, BooleanSupplier stays, Supplier<Temper> temper) {
    try {
      boolean walksOut = false;
      while (stays.getAsBoolean() && !walksOut) {
        Message message = consumer.receive(WAIT);
        if (message != null) {
          take(message, temper.get());
          walksOut = random.nextInt(1000) < temper.get().walkOutsPerMille();
        }
        settler.settleDue(temper.get());
      }
      if (!walksOut) {
        settler.settleAll();
        consumer.flush(FLUSH_MAX);
      }
    } finally {
      lostSettlements.addAndGet(consumer.lostSettlements());
      settler.forget();
      consumer.close();
      history.consumerLeft(outlet, name);
    }
  }

  private void take(Message message, Temper temper) {
    CheckedBody body;
    try {
      body = CheckedBody.decode(message.body());
    } catch (IllegalArgumentException e) {
      history.damaged(outlet, name, String.valueOf(e.getMessage()));
      return;
    }
    history.delivered(
        new Arrival(
            outlet,
            name,
            body.producer(),
            body.sequence(),
            message.redelivered(),
            message.attempts() + 1,
            message.epoch()));
    taken.incrementAndGet();
    onTake.run();
    settler.take(message, body, temper);
  }
}

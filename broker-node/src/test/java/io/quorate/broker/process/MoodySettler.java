package io.quorate.broker.process;

import io.quorate.client.Message;
import io.quorate.client.Settlement;
import io.quorate.client.Settlement.Result;
import io.quorate.client.history.CheckedBody;
import io.quorate.client.history.History;
import io.quorate.client.history.History.Outcome;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Random;

/** Settles each message by itself, in one way or another, soon or a little later. */
final class MoodySettler implements Settler {
  /** A message that is acknowledged later. */
  private record Kept(Message message, CheckedBody body, long untilNanos) {}

  private static final Duration KEEP = Duration.ofSeconds(2);
  private static final int KEPT_MAX = 20;
  private static final int DELAY_MILLIS_MAX = 1_000;

  private final String outlet;
  private final History history;
  private final Random random;
  private final Deque<Kept> kept = new ArrayDeque<>();

  MoodySettler(String outlet, History history, Random random) {
    this.outlet = outlet;
    this.history = history;
    this.random = random;
  }

  @Override
  public void take(Message message, CheckedBody body, Temper temper) {
    int whim = random.nextInt(100);
    int release = temper.releases();
    int fail = release + temper.fails();
    int reject = fail + temper.rejects();
    int keep = reject + temper.keeps();
    if (whim < release) {
      message.release();
    } else if (whim < fail) {
      message.fail(Duration.ofMillis(random.nextInt(DELAY_MILLIS_MAX)), "a whim");
    } else if (whim < reject) {
      settle(message, body, Settlement.rejected("a whim"), History.Settlement.DEAD_LETTERED);
    } else if (whim < keep && kept.size() < KEPT_MAX) {
      kept.add(new Kept(message, body, System.nanoTime() + KEEP.toNanos()));
    } else {
      acknowledge(message, body);
    }
  }

  @Override
  public void settleDue(Temper temper) {
    while (!kept.isEmpty() && System.nanoTime() - kept.element().untilNanos() > 0) {
      acknowledgeFirstKept();
    }
  }

  @Override
  public void settleAll() {
    while (!kept.isEmpty()) {
      acknowledgeFirstKept();
    }
  }

  private void acknowledgeFirstKept() {
    Kept first = kept.remove();
    acknowledge(first.message(), first.body());
  }

  @Override
  public void forget() {
    kept.clear();
  }

  /** Every other time without asking what became of it, as most will do. */
  private void acknowledge(Message message, CheckedBody body) {
    if (random.nextBoolean()) {
      settle(message, body, Settlement.acknowledged(), History.Settlement.ACKNOWLEDGED);
    } else {
      // Told before: from now on it may be stored.
      tell(body, History.Settlement.ACKNOWLEDGED, Outcome.UNKNOWN);
      message.acknowledge();
    }
  }

  private void settle(Message message, CheckedBody body, Settlement how, History.Settlement told) {
    var unused = message.settle(how).thenAccept(result -> tell(body, told, outcome(result)));
  }

  private static Outcome outcome(Result result) {
    return switch (result) {
      case SETTLED -> Outcome.CONFIRMED;
      case LOST -> Outcome.REFUSED;
      case UNKNOWN -> Outcome.UNKNOWN;
    };
  }

  private void tell(CheckedBody body, History.Settlement settlement, Outcome outcome) {
    history.settled(outlet, body.producer(), body.sequence(), settlement, outcome);
  }
}

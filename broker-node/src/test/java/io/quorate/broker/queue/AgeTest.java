package io.quorate.broker.queue;

import static io.quorate.broker.queue.BrokerLog.due;
import static io.quorate.broker.queue.BrokerLog.toQueue;
import static io.quorate.broker.queue.BrokerLog.toTopic;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import io.quorate.broker.queue.BrokerView.Holder;
import io.quorate.broker.queue.Settlement.Outcome;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class AgeTest {
  private static final long MINUTE = 60_000;
  private final BrokerLog log = new BrokerLog();

  private long oldestMillis(String queue) {
    return Objects.requireNonNull(log.state.destination(Address.queue(queue))).oldestMillis();
  }

  @Test
  void theOldestMessageTellsWhenItWasStored() {
    long stored = log.later(MINUTE).now();
    log.send(toQueue("a"));
    log.later(MINUTE).send(toQueue("a"));

    assertThat(oldestMillis("a")).isEqualTo(stored);

    SourceView queue = log.queue("a");
    log.settle(queue, due(queue).get(0), Outcome.ACKNOWLEDGED);
    assertThat(oldestMillis("a")).isEqualTo(stored + MINUTE);
    log.settle(queue, due(queue).get(0), Outcome.ACKNOWLEDGED);
    assertThat(oldestMillis("a")).isZero();
  }

  @Test
  void anAgeStaysKnownToWithinAPartOfIt() {
    log.send(toQueue("a"));
    long stored = log.now();
    long later = 0;
    for (int i = 0; i < 5_000; i++) {
      log.later(MINUTE).tick();
      later = i == 2_500 ? log.now() : later;
      if (i == 2_500) {
        log.send(toQueue("b"));
      }
    }

    assertThat(oldestMillis("a")).isEqualTo(stored);
    assertThat(oldestMillis("b")).isBetween(later - (log.now() - later) / 10, later);
    assertThat(log.copy().digest()).isEqualTo(log.state.digest());
  }

  @Test
  void whoHoldsEntriesIsNamedTheOldestFirst() {
    log.send(toQueue("late").setDelayMillis(MINUTE));
    log.apply(
        new Command.Subscribe(
            new SubscriptionKey("c", "billing"), "prices", "", true, false, false, false));
    log.send(toTopic("prices"));
    log.send(toQueue("a"), toQueue("a"));

    assertThat(log.state.holders(10))
        .extracting(Holder::who, Holder::messages)
        .containsExactly(
            tuple("queue late", 1L),
            tuple("subscription billing on prices", 1L),
            tuple("queue a", 2L));
    assertThat(log.state.holders(1)).hasSize(1);
  }

  @Test
  void delayedMessagesCanBeListed() {
    log.send(toQueue("a").setDelayMillis(MINUTE), toQueue("b").setDelayMillis(5));

    assertThat(log.state.delayed(log.queue("a").id(), 10))
        .extracting(BrokerView.DelayedView::dueMillis)
        .containsExactly(log.now() + MINUTE);
  }
}

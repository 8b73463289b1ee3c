package io.quorate.broker.queue;

import static io.quorate.broker.queue.BrokerLog.due;
import static io.quorate.broker.queue.BrokerLog.toQueue;
import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.broker.queue.Settlement.Outcome;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class DeadLetterTest {
  private final BrokerLog log = new BrokerLog();

  private void failUntilDead(SourceView queue, long position) {
    for (int i = 0; i < DestinationOptions.DEFAULT.maxDeliveries(); i++) {
      log.settle(queue, position, Outcome.FAILED);
    }
  }

  @Test
  void goesToTheQueuesOwnOnceItsAttemptsAreUsedUp() {
    log.send(toQueue("a"));
    SourceView queue = log.queue("a");
    long position = due(queue).get(0);
    long ref = BrokerLog.refOf(queue, position);

    failUntilDead(queue, position);

    SourceView dead = log.queue("DLQ.a");
    long there = due(dead).get(0);
    assertThat(queue.messages()).isZero();
    assertThat(BrokerLog.refOf(dead, there)).isEqualTo(ref);
    assertThat(dead.deadLetter(there))
        .isEqualTo(new DeadLetter(Address.queue("a"), "16 deliveries failed", 16, log.now()));
    assertThat(dead.attempts(there)).isZero();
  }

  @Test
  void rejectedOnesGoThereAtOnceWithTheirReason() {
    log.send(toQueue("a"), toQueue("a"), toQueue("a"));
    SourceView queue = log.queue("a");
    long first = due(queue).get(0);

    log.apply(
        new Command.Settle(
            List.of(
                new Settlement(queue.id(), first, 2, Outcome.REJECTED, 0, "no such customer"))));

    SourceView dead = log.queue("DLQ.a");
    assertThat(due(queue)).containsExactly(first + 2);
    assertThat(dead.messages()).isEqualTo(2);
    for (long position : due(dead)) {
      assertThat(dead.deadLetter(position))
          .isEqualTo(new DeadLetter(Address.queue("a"), "no such customer", 0, log.now()));
    }
  }

  @Test
  void staysParkedWhereItIsIfItFailsThereToo() {
    log.send(toQueue("a"));
    failUntilDead(log.queue("a"), due(log.queue("a")).get(0));
    SourceView dead = log.queue("DLQ.a");
    long position = due(dead).get(0);

    for (int i = 0; i < 40; i++) {
      log.settle(dead, position, i % 2 == 0 ? Outcome.FAILED : Outcome.REJECTED);
    }

    assertThat(dead.holds(position)).isTrue();
    assertThat(log.state.queue("DLQ.DLQ.a")).isNull();
    assertThat(due(dead)).isEmpty();
    log.later(DeadLettering.PARKED_MILLIS).tick();
    assertThat(due(dead)).containsExactly(position);
    assertThat(dead.attempts(position)).isEqualTo(16);
  }

  @Test
  void isParkedWhereNoQueueCanBeCreatedForIt() {
    BrokerLog small = new BrokerLog(new StateLimits(1, 1, 10, 1 << 30, 1, 100));
    small.send(toQueue("a"));
    SourceView queue = small.queue("a");
    long position = due(queue).get(0);

    small.settle(queue, position, Outcome.REJECTED);

    assertThat(queue.holds(position)).isTrue();
    assertThat(due(queue)).isEmpty();
  }

  @Test
  void recordsSurviveASnapshot() {
    log.send(toQueue("a"), toQueue("a"), toQueue("a"));
    SourceView queue = log.queue("a");
    log.settle(queue, due(queue).get(0), 3, Outcome.REJECTED);
    SourceView dead = log.queue("DLQ.a");
    long middle = due(dead).get(1);
    log.settle(dead, middle, Outcome.ACKNOWLEDGED);

    BrokerStateMachine copy = log.copy();

    SourceView copied = Objects.requireNonNull(copy.queue("DLQ.a"));
    assertThat(copied.deadLetter(middle - 1)).isEqualTo(dead.deadLetter(middle - 1)).isNotNull();
    assertThat(copied.deadLetter(middle)).isNull();
    assertThat(copied.deadLetter(middle + 1)).isNotNull();
    assertThat(copy.digest()).isEqualTo(log.state.digest());
  }

  @Test
  void goesBackWhereItCameFrom() {
    log.send(toQueue("a"), toQueue("b"));
    log.settle(log.queue("a"), due(log.queue("a")).get(0), Outcome.REJECTED);
    SourceView dead = log.queue("DLQ.a");

    Applied moved = log.apply(new Command.Move(dead.id(), new long[] {due(dead).get(0), 77}, ""));

    assertThat(moved).isEqualTo(new Applied.Counted(1));
    assertThat(dead.messages()).isZero();
    long back = due(log.queue("a")).get(0);
    assertThat(log.queue("a").attempts(back)).isZero();
    assertThat(log.queue("a").isRedelivered(back)).isFalse();
  }
}

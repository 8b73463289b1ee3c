package io.quorate.broker.queue;

import static io.quorate.broker.queue.BrokerLog.due;
import static io.quorate.broker.queue.BrokerLog.toQueue;
import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.broker.queue.Settlement.Outcome;
import java.util.List;
import org.junit.jupiter.api.Test;

class RedeliveryTest {
  private final BrokerLog log = new BrokerLog();

  private SourceView queueOf(int messages) {
    for (int i = 0; i < messages; i++) {
      log.send(toQueue("a"));
    }
    return log.queue("a");
  }

  private void setRetries(int maxDeliveries, long delayMillis, int percent, long maxMillis) {
    log.create(
        "a",
        new DestinationOptions(
            0,
            0,
            OverflowPolicy.BLOCK,
            maxDeliveries,
            delayMillis,
            percent,
            maxMillis,
            60_000,
            0,
            "",
            false));
  }

  @Test
  void acknowledgedMessagesAreGone() {
    SourceView queue = queueOf(5);
    long first = due(queue).get(0);

    assertThat(log.settle(queue, first + 1, 3, Outcome.ACKNOWLEDGED))
        .isEqualTo(new Applied.Settled(0));

    assertThat(due(queue)).containsExactly(first, first + 4);
    assertThat(log.settle(queue, first, 5, Outcome.ACKNOWLEDGED)).isEqualTo(new Applied.Settled(3));
    assertThat(queue.messages()).isZero();
    assertThat(queue.bytes()).isZero();
  }

  @Test
  void releasedOnesKeepTheirPlaceAndCountNoAttempt() {
    SourceView queue = queueOf(3);
    List<Long> before = due(queue);

    log.settle(queue, before.get(0), Outcome.RELEASED);

    assertThat(due(queue)).isEqualTo(before);
    assertThat(queue.isRedelivered(before.get(0))).isTrue();
    assertThat(queue.isRedelivered(before.get(1))).isFalse();
    assertThat(queue.attempts(before.get(0))).isZero();
  }

  @Test
  void failedOnesCountAnAttempt() {
    SourceView queue = queueOf(1);
    long position = due(queue).get(0);

    log.settle(queue, position, Outcome.FAILED);
    log.settle(queue, position, Outcome.FAILED);

    assertThat(queue.attempts(position)).isEqualTo(2);
    assertThat(queue.isRedelivered(position)).isTrue();
  }

  @Test
  void eachFailureWaitsLonger() {
    setRetries(10, 1_000, 200, 3_000);
    SourceView queue = queueOf(1);
    long position = due(queue).get(0);

    for (long delay : new long[] {1_000, 2_000, 3_000, 3_000}) {
      log.settle(queue, position, Outcome.FAILED);
      assertThat(queue.notBeforeMillis(position)).isEqualTo(log.now() + delay);
      assertThat(log.state.nextDueMillis()).isEqualTo(log.now() + delay);

      log.later(delay - 1).tick();
      assertThat(due(queue)).isEmpty();

      log.later(1).tick();
      assertThat(due(queue)).containsExactly(position);
    }
  }

  @Test
  void theSettlementMaySayHowLong() {
    SourceView queue = queueOf(1);
    long position = due(queue).get(0);

    log.apply(
        new Command.Settle(
            List.of(new Settlement(queue.id(), position, 1, Outcome.FAILED, 5_000, ""))));

    assertThat(queue.notBeforeMillis(position)).isEqualTo(log.now() + 5_000);
  }

  @Test
  void aMessageInItsBackOffLetsOthersPass() {
    setRetries(10, 1_000, 100, 0);
    SourceView queue = queueOf(3);
    long first = due(queue).get(0);

    log.settle(queue, first, Outcome.FAILED);

    assertThat(due(queue)).containsExactly(first + 1, first + 2);
    assertThat(queue.holds(first)).isTrue();
  }

  @Test
  void higherPrioritiesComeFirst() {
    log.send(toQueue("a"), toQueue("a").setPriorityPlusOne(10), toQueue("a").setPriorityPlusOne(1));

    List<Long> refs =
        due(log.queue("a")).stream().map(p -> BrokerLog.refOf(log.queue("a"), p) & 0xffff).toList();

    assertThat(refs).containsExactly(1L, 0L, 2L);
  }
}

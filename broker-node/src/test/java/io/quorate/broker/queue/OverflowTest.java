package io.quorate.broker.queue;

import static io.quorate.broker.queue.BrokerLog.due;
import static io.quorate.broker.queue.BrokerLog.toQueue;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import io.quorate.broker.queue.Applied.Reason;
import java.util.List;
import org.junit.jupiter.api.Test;

class OverflowTest {
  private final BrokerLog log = new BrokerLog();

  private void queue(long maxMessages, OverflowPolicy policy) {
    log.create(
        "a", new DestinationOptions(maxMessages, 0, policy, 16, 0, 100, 0, 60_000, 0, "", false));
  }

  private List<Long> ordinals() {
    return due(log.queue("a")).stream()
        .map(position -> BrokerLog.refOf(log.queue("a"), position) & 0xffff)
        .toList();
  }

  @Test
  void rejectsWhatIsTooMuchAndTakesTheRest() {
    queue(2, OverflowPolicy.REJECT);

    Applied.Sent answer =
        (Applied.Sent) log.send(toQueue("a"), toQueue("a"), toQueue("a"), toQueue("b"));

    assertThat(answer.rejected())
        .extracting(Applied.Rejected::ordinal, Applied.Rejected::reason)
        .containsExactly(tuple(2, Reason.QUEUE_FULL));
    assertThat(answer.rejected().get(0).detail())
        .contains("queue a is full", "2 of at most 2 messages");
    assertThat(log.queue("b").messages()).isEqualTo(1);
    assertThat(log.state.isFull("a")).isTrue();
    assertThat(log.state.isFull("b")).isFalse();
  }

  @Test
  void countsDelayedOnesToo() {
    queue(1, OverflowPolicy.REJECT);
    log.send(toQueue("a").setDelayMillis(1_000));

    assertThat(((Applied.Sent) log.send(toQueue("a"))).rejected()).hasSize(1);
  }

  @Test
  void takesWhatTheSessionLetThrough() {
    queue(1, OverflowPolicy.BLOCK);

    assertThat(log.send(toQueue("a"), toQueue("a"))).isEqualTo(Applied.Sent.ALL);
    assertThat(log.queue("a").messages()).isEqualTo(2);
  }

  @Test
  void dropsTheOldestOfTheLowestPriority() {
    queue(2, OverflowPolicy.DROP_OLDEST);

    log.send(toQueue("a").setPriorityPlusOne(2), toQueue("a"), toQueue("a"), toQueue("a"));

    assertThat(ordinals()).containsExactly(2L, 3L);
    assertThat(log.state.queue("DLQ.a")).isNull();
  }

  @Test
  void orMovesItToTheDeadLetters() {
    queue(2, OverflowPolicy.DEAD_LETTER);

    log.send(toQueue("a"), toQueue("a"), toQueue("a"));

    assertThat(ordinals()).containsExactly(1L, 2L);
    SourceView dead = log.queue("DLQ.a");
    assertThat(dead.deadLetter(due(dead).get(0)))
        .isEqualTo(new DeadLetter(Address.queue("a"), "the queue was full", 0, log.now()));
  }

  @Test
  void bytesAreLimitedToo() {
    log.create(
        "a",
        new DestinationOptions(0, 100, OverflowPolicy.REJECT, 16, 0, 100, 0, 60_000, 0, "", false));

    Applied.Sent answer =
        (Applied.Sent) log.send(toQueue("a").setId("x".repeat(100)), toQueue("a"));

    assertThat(answer.rejected()).hasSize(1);
  }
}

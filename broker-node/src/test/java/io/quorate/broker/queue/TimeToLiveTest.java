package io.quorate.broker.queue;

import static io.quorate.broker.queue.BrokerLog.due;
import static io.quorate.broker.queue.BrokerLog.toQueue;
import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.broker.queue.Settlement.Outcome;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class TimeToLiveTest {
  private final BrokerLog log = new BrokerLog();

  private static DestinationOptions options(long timeToLiveMillis, boolean deadLetterExpired) {
    return new DestinationOptions(
        0, 0, OverflowPolicy.BLOCK, 16, 0, 100, 0, 60_000, timeToLiveMillis, "", deadLetterExpired);
  }

  private long[] expired(long source, long nowMillis) {
    return log.state.expired(source, nowMillis, 0, 10).positions();
  }

  @Test
  void theLookGoesOnWhereItEndedAcrossPriorities() {
    for (int priority : new int[] {9, 9, 4, 0, 0}) {
      log.send(toQueue("a").setTimeToLiveMillis(1_000).setPriorityPlusOne(priority + 1));
    }
    SourceView queue = log.queue("a");
    long now = log.now() + 1_000;

    BrokerView.Expired first = log.state.expired(queue.id(), now, 0, 2);
    BrokerView.Expired second = log.state.expired(queue.id(), now, first.next(), 2);
    BrokerView.Expired third = log.state.expired(queue.id(), now, second.next(), 2);

    assertThat(first.positions()).hasSize(2);
    assertThat(second.positions()).hasSize(2);
    assertThat(third.positions()).hasSize(1);
    assertThat(third.next()).isNegative();
    assertThat(
            LongStream.of(first.positions()[0], second.positions()[0], third.positions()[0])
                .distinct())
        .hasSize(3);
  }

  @Test
  void reportsWhatIsOver() {
    log.send(toQueue("a").setTimeToLiveMillis(1_000), toQueue("a"));
    SourceView queue = log.queue("a");
    long first = due(queue).get(0);

    assertThat(expired(queue.id(), log.now() + 999)).isEmpty();
    assertThat(expired(queue.id(), log.now() + 1_000)).containsExactly(first);
  }

  @Test
  void theQueueMaySayHowLong() {
    log.create("a", options(500, false));
    log.send(toQueue("a"), toQueue("a").setTimeToLiveMillis(2_000));
    SourceView queue = log.queue("a");

    assertThat(expired(queue.id(), log.now() + 600)).hasSize(1);
  }

  /** Whatever clock the proposer looked at. */
  @Test
  void nothingExpiresBeforeTheLogsTimeSaysSo() {
    log.send(toQueue("a").setTimeToLiveMillis(1_000));
    SourceView queue = log.queue("a");
    long position = due(queue).get(0);

    log.later(999);
    assertThat(log.settle(queue, position, Outcome.EXPIRED)).isEqualTo(new Applied.Settled(1));
    assertThat(queue.holds(position)).isTrue();

    log.later(1);
    assertThat(log.settle(queue, position, Outcome.EXPIRED)).isEqualTo(new Applied.Settled(0));
    assertThat(queue.messages()).isZero();
    assertThat(log.state.queue("DLQ.a")).isNull();
  }

  @Test
  void goesToTheDeadLettersWhereTheQueueSaysSoAndStaysThere() {
    log.create("a", options(0, true));
    log.send(toQueue("a").setTimeToLiveMillis(1_000));
    log.later(1_000);

    log.settle(log.queue("a"), due(log.queue("a")).get(0), Outcome.EXPIRED);

    SourceView dead = log.queue("DLQ.a");
    assertThat(dead.messages()).isEqualTo(1);
    assertThat(expired(dead.id(), Long.MAX_VALUE)).isEmpty();
  }
}

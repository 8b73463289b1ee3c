package io.quorate.broker.queue;

import static io.quorate.broker.queue.BrokerLog.due;
import static io.quorate.broker.queue.BrokerLog.toQueue;
import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.broker.queue.Settlement.Outcome;
import java.util.List;
import org.junit.jupiter.api.Test;

/** After a failover only what may have been in flight is flagged, and no count rises. */
class DispatchMarkTest {
  private static final int BAND = 5;
  private final BrokerLog log = new BrokerLog();

  private SourceView queueOfTen() {
    for (int i = 0; i < 10; i++) {
      log.send(toQueue("a"));
    }
    return log.queue("a");
  }

  private void raise(SourceView queue, long below, long... single) {
    long[] bands = new long[Position.BANDS];
    bands[BAND] = below;
    log.apply(new Command.RaiseMark(queue.id(), bands, single));
  }

  private List<Long> redelivered(SourceView queue) {
    return due(queue).stream().filter(queue::isRedelivered).map(Position::number).toList();
  }

  @Test
  void nothingIsFlaggedInTheEpochThatMarkedIt() {
    SourceView queue = queueOfTen();

    raise(queue, 3, Position.of(BAND, 7));

    assertThat(queue.mark(BAND)).isEqualTo(3);
    assertThat(due(queue).stream().filter(queue::isMarked).map(Position::number))
        .containsExactly(0L, 1L, 2L, 7L);
    assertThat(redelivered(queue)).isEmpty();
  }

  @Test
  void aBarrierFlagsWhatWasMarkedAndCountsNothing() {
    SourceView queue = queueOfTen();
    raise(queue, 3, Position.of(BAND, 7));

    log.barrier();

    assertThat(redelivered(queue)).containsExactly(0L, 1L, 2L, 7L);
    assertThat(due(queue)).allMatch(position -> queue.attempts(position) == 0);
  }

  @Test
  void theNextMastersMarksFlagNothingBeforeTheNextBarrier() {
    SourceView queue = queueOfTen();
    raise(queue, 2, Position.of(BAND, 7));
    log.barrier();

    raise(queue, 5, Position.of(BAND, 8));

    assertThat(redelivered(queue)).containsExactly(0L, 1L, 7L);
    log.barrier();
    assertThat(redelivered(queue)).containsExactly(0L, 1L, 2L, 3L, 4L, 7L, 8L);
  }

  @Test
  void aMarkNeverFalls() {
    SourceView queue = queueOfTen();
    raise(queue, 5);

    raise(queue, 2);

    assertThat(queue.mark(BAND)).isEqualTo(5);
  }

  @Test
  void marksMayReachBeyondTheEnd() {
    SourceView queue = queueOfTen();
    raise(queue, 12);
    log.barrier();

    log.send(toQueue("a"), toQueue("a"), toQueue("a"));

    // Flagged although never dispatched: no more than the mark had been raised ahead.
    assertThat(redelivered(queue)).hasSize(12).doesNotContain(12L);
  }

  @Test
  void settledPositionsAreForgotten() {
    SourceView queue = queueOfTen();
    raise(queue, 0, Position.of(BAND, 7));

    log.settle(queue, Position.of(BAND, 7), Outcome.ACKNOWLEDGED);

    assertThat(queue.isMarked(Position.of(BAND, 7))).isFalse();
    assertThat(log.copy().digest()).isEqualTo(log.state.digest());
  }
}

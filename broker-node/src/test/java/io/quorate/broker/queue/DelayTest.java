package io.quorate.broker.queue;

import static io.quorate.broker.queue.BrokerLog.due;
import static io.quorate.broker.queue.BrokerLog.toQueue;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Objects;
import org.junit.jupiter.api.Test;

class DelayTest {
  private final BrokerLog log = new BrokerLog();

  @Test
  void aDelayedMessageIsThereOnlyWhenItsTimeHasCome() {
    log.send(toQueue("a").setDelayMillis(1_000));
    SourceView queue = log.queue("a");

    assertThat(queue.messages()).isZero();
    assertThat(queue.delayed()).isEqualTo(1);
    assertThat(log.state.nextDueMillis()).isEqualTo(log.now() + 1_000);

    log.later(999).tick();
    assertThat(due(queue)).isEmpty();
    log.later(1).tick();
    assertThat(due(queue)).hasSize(1);
    assertThat(queue.delayed()).isZero();
  }

  @Test
  void aTimeInThePastIsNow() {
    log.send(toQueue("a").setDeliverAtMillis(5));

    assertThat(due(log.queue("a"))).hasSize(1);
  }

  @Test
  void anyEntryMakesItReadyBeforeItsOwnMessagesCome() {
    log.send(toQueue("a").setDelayMillis(1_000));
    long delayedIndex = log.index();
    log.later(2_000).send(toQueue("a"));

    SourceView queue = log.queue("a");
    long first = due(queue).get(0);
    assertThat(MessageRef.index(BrokerLog.refOf(queue, first))).isEqualTo(delayedIndex);
  }

  @Test
  void theEarlierTimeComesFirst() {
    log.send(toQueue("a").setDelayMillis(2_000), toQueue("a").setDelayMillis(1_000));
    log.later(3_000).tick();

    SourceView queue = log.queue("a");
    assertThat(MessageRef.ordinal(BrokerLog.refOf(queue, due(queue).get(0)))).isEqualTo(1);
  }

  @Test
  void survivesASnapshotAndKeepsItsEntryAlive() {
    log.send(toQueue("a").setDelayMillis(1_000));

    BrokerStateMachine copy = log.copy();

    assertThat(Objects.requireNonNull(copy.queue("a")).delayed()).isEqualTo(1);
    assertThat(copy.nextDueMillis()).isEqualTo(log.now() + 1_000);
    assertThat(copy.liveBefore(log.index() + 1).contains(log.index())).isTrue();
  }

  @Test
  void isPurgedWithItsQueue() {
    log.send(toQueue("a").setDelayMillis(1_000), toQueue("a"));

    assertThat(log.apply(new Command.Purge("a"))).isEqualTo(new Applied.Counted(2));

    log.later(5_000).tick();
    assertThat(due(log.queue("a"))).isEmpty();
    assertThat(log.state.liveBefore(log.index()).isEmpty()).isTrue();
  }
}

package io.quorate.broker.queue;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.broker.queue.Applied.Reason;
import org.junit.jupiter.api.Test;

class ForgottenProducerTest {
  private static final long IDLE = 1_000_000;
  private static final long SPARE = 10_000;
  private final BrokerLog log = new BrokerLog(new StateLimits(100, 100, 3, IDLE, SPARE, 10_000));

  private Applied open(long number) {
    return log.apply(new Command.OpenProducer(new ProducerId(0, number), SequenceMode.CONTIGUOUS));
  }

  @Test
  void isToldSoAndNeverStartsAfreshInSilence() {
    log.send(BrokerLog.toQueue("a"));
    log.later(IDLE).tick();

    Applied.Sent answer = (Applied.Sent) log.send(BrokerLog.toQueue("a"));

    assertThat(answer.rejected().get(0).reason()).isEqualTo(Reason.PRODUCER_EXPIRED);
    assertThat(log.state.lastSequence(BrokerLog.PRODUCER)).isEqualTo(-1);
    assertThat(log.queue("a").messages()).isEqualTo(1);
  }

  @Test
  void staysKnownWhileItSends() {
    for (int i = 0; i < 5; i++) {
      log.later(IDLE / 2);
      assertThat(log.send(BrokerLog.toQueue("a"))).isEqualTo(Applied.Sent.ALL);
    }
  }

  @Test
  void givesItsPlaceToAnotherWhenPlacesAreFew() {
    open(1);
    open(2);
    Applied refused = open(3);
    log.later(SPARE);
    open(1);

    assertThat(((Applied.Refused) refused).reason()).isEqualTo(Reason.LIMIT_REACHED);
    assertThat(open(3)).isEqualTo(new Applied.ProducerOpened(0));
    assertThat(log.state.lastSequence(BrokerLog.PRODUCER)).isEqualTo(-1);
    assertThat(log.state.lastSequence(new ProducerId(0, 1))).isEqualTo(0);
  }

  @Test
  void theNextToBeForgottenIsDueForATick() {
    long opened = log.now();
    log.later(5);
    open(1);

    assertThat(log.state.nextDueMillis()).isEqualTo(opened + IDLE);
  }

  @Test
  void openingAgainTellsTheLastNumber() {
    log.send(BrokerLog.toQueue("a"), BrokerLog.toQueue("a"));

    assertThat(log.apply(new Command.OpenProducer(BrokerLog.PRODUCER, SequenceMode.CONTIGUOUS)))
        .isEqualTo(new Applied.ProducerOpened(2));
    assertThat(log.apply(new Command.OpenProducer(BrokerLog.PRODUCER, SequenceMode.MONOTONE)))
        .isInstanceOf(Applied.Refused.class);
  }
}

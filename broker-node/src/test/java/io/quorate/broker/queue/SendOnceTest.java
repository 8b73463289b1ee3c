package io.quorate.broker.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import io.quorate.broker.queue.Applied.Reason;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Each number of a producer is taken once, however often it is sent. */
class SendOnceTest {
  private static final ProducerId JUMPING = new ProducerId(1, 2);
  private final BrokerLog log = new BrokerLog();

  private Applied.Sent send(long first, int count) {
    return send(BrokerLog.PRODUCER, SequenceMode.CONTIGUOUS, first, count, "a");
  }

  private Applied.Sent send(
      ProducerId producer, SequenceMode mode, long first, int count, String queue) {
    List<ByteBuffer> messages = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      messages.add(BrokerLog.encode(BrokerLog.toQueue(queue)));
    }
    return (Applied.Sent) log.apply(new Command.Send(producer, mode, first, messages));
  }

  @Test
  void storesNoMessageTwice() {
    assertThat(send(1, 5)).isEqualTo(Applied.Sent.ALL);

    assertThat(send(1, 5)).isEqualTo(new Applied.Sent(5, List.of()));
    assertThat(send(4, 4)).isEqualTo(new Applied.Sent(2, List.of()));

    assertThat(log.queue("a").messages()).isEqualTo(7);
    assertThat(log.state.lastSequence(BrokerLog.PRODUCER)).isEqualTo(7);
  }

  @Test
  void refusesWhatLeavesAGap() {
    send(1, 2);

    Applied.Sent answer = send(4, 2);

    assertThat(answer.rejected())
        .extracting(Applied.Rejected::reason)
        .containsExactly(Reason.SEQUENCE_GAP, Reason.SEQUENCE_GAP);
    assertThat(answer.rejected().get(0).detail()).contains("number 3 is expected", "found 4");
    assertThat(send(3, 2)).isEqualTo(Applied.Sent.ALL);
  }

  @Test
  void monotoneNumbersMayJump() {
    log.apply(new Command.OpenProducer(JUMPING, SequenceMode.MONOTONE));

    assertThat(send(JUMPING, SequenceMode.MONOTONE, 100, 2, "a")).isEqualTo(Applied.Sent.ALL);
    assertThat(send(JUMPING, SequenceMode.MONOTONE, 50, 3, "a").duplicates()).isEqualTo(3);
    assertThat(send(JUMPING, SequenceMode.MONOTONE, 900, 1, "a")).isEqualTo(Applied.Sent.ALL);
  }

  @Test
  void repeatsARejectionForItsRepetition() {
    send(BrokerLog.PRODUCER, SequenceMode.CONTIGUOUS, 1, 1, "no name");
    send(2, 1);

    Applied.Sent again = send(1, 2);

    assertThat(again.duplicates()).isEqualTo(1);
    assertThat(again.rejected())
        .extracting(Applied.Rejected::ordinal, Applied.Rejected::reason)
        .containsExactly(tuple(0, Reason.INVALID));
  }

  @Test
  void saysWhichRejectionsItHasForgotten() {
    log.create("full", options(1));
    send(BrokerLog.PRODUCER, SequenceMode.CONTIGUOUS, 1, 1, "full");
    for (long sequence = 2; sequence < 602; sequence += 2) {
      send(BrokerLog.PRODUCER, SequenceMode.CONTIGUOUS, sequence, 1, "full");
      send(sequence + 1, 1);
    }

    assertThat(send(600, 1).rejected().get(0).reason()).isEqualTo(Reason.QUEUE_FULL);
    assertThat(send(2, 1).rejected().get(0).reason()).isEqualTo(Reason.PRODUCER_EXPIRED);
  }

  private static DestinationOptions options(long maxMessages) {
    return new DestinationOptions(
        maxMessages, 0, OverflowPolicy.REJECT, 16, 0, 100, 0, 60_000, 0, "", false);
  }

  @Test
  void remembersThroughASnapshot() {
    send(1, 5);

    BrokerStateMachine copy = log.copy();

    assertThat(copy.lastSequence(BrokerLog.PRODUCER)).isEqualTo(5);
    assertThat(copy.digest()).isEqualTo(log.state.digest());
  }
}

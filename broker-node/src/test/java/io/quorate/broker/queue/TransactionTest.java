package io.quorate.broker.queue;

import static io.quorate.broker.queue.BrokerLog.due;
import static io.quorate.broker.queue.BrokerLog.toQueue;
import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.broker.queue.Applied.Reason;
import io.quorate.broker.queue.Settlement.Outcome;
import io.quorate.proto.message.v1.Message;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class TransactionTest {
  private final BrokerLog log = new BrokerLog();

  private Applied transact(
      long sequence, List<Settlement> settlements, Message.Builder... messages) {
    List<ByteBuffer> encoded = new ArrayList<>();
    for (Message.Builder message : messages) {
      encoded.add(BrokerLog.encode(message));
    }
    return log.apply(
        new Command.Transact(
            BrokerLog.PRODUCER, SequenceMode.CONTIGUOUS, sequence, encoded, settlements));
  }

  private static List<Settlement> acknowledge(SourceView queue, long position, int count) {
    return List.of(new Settlement(queue.id(), position, count, Outcome.ACKNOWLEDGED, 0, ""));
  }

  private static Reason reasonOf(Applied answer) {
    return ((Applied.Refused) answer).reason();
  }

  @Test
  void sendsAndSettlesTogether() {
    log.send(toQueue("in"));
    SourceView in = log.queue("in");

    Applied answer =
        transact(2, acknowledge(in, due(in).get(0), 1), toQueue("out"), toQueue("audit"));

    assertThat(answer).isEqualTo(Applied.Sent.ALL);
    assertThat(in.messages()).isZero();
    assertThat(log.queue("out").messages()).isEqualTo(1);
    assertThat(log.queue("audit").messages()).isEqualTo(1);
    assertThat(log.state.lastSequence(BrokerLog.PRODUCER)).isEqualTo(2);
  }

  @Test
  void nothingHappensIfSomethingItSettlesIsGone() {
    log.send(toQueue("in"), toQueue("in"));
    SourceView in = log.queue("in");
    long first = due(in).get(0);
    log.settle(in, first + 1, Outcome.ACKNOWLEDGED);

    Applied answer = transact(3, acknowledge(in, first, 2), toQueue("out"));

    assertThat(reasonOf(answer)).isEqualTo(Reason.NOT_FOUND);
    assertThat(in.messages()).isEqualTo(1);
    assertThat(log.state.queue("out")).isNull();
    assertThat(log.state.lastSequence(BrokerLog.PRODUCER)).isEqualTo(2);
  }

  @Test
  void nothingHappensIfAQueueHasNoRoomForAllOfIt() {
    log.create(
        "small",
        new DestinationOptions(2, 0, OverflowPolicy.REJECT, 16, 0, 100, 0, 60_000, 0, "", false));

    Applied answer =
        transact(1, List.of(), toQueue("a"), toQueue("small"), toQueue("small"), toQueue("small"));

    assertThat(reasonOf(answer)).isEqualTo(Reason.QUEUE_FULL);
    assertThat(((Applied.Refused) answer).detail()).startsWith("message 3 of the transaction");
    assertThat(log.queue("small").messages()).isZero();
    assertThat(log.state.queue("a")).isNull();
  }

  @Test
  void aRefusedOneHasNotUsedItsNumber() {
    transact(1, List.of(), toQueue("no name"));

    assertThat(transact(1, List.of(), toQueue("a"))).isEqualTo(Applied.Sent.ALL);
  }

  @Test
  void theSameAgainChangesNothing() {
    transact(1, List.of(), toQueue("a"), toQueue("a"));

    assertThat(transact(1, List.of(), toQueue("a"), toQueue("a")))
        .isEqualTo(new Applied.Sent(2, List.of()));
    assertThat(log.queue("a").messages()).isEqualTo(2);
  }

  @Test
  void settlementsAloneAreDrainEntries() {
    log.send(toQueue("in"));
    SourceView in = log.queue("in");
    Command.Transact command =
        new Command.Transact(
            BrokerLog.PRODUCER,
            SequenceMode.CONTIGUOUS,
            2,
            List.of(),
            acknowledge(in, due(in).get(0), 1));

    assertThat(CommandCodec.encode(command).type()).isEqualTo(CommandType.TRANSACT_DRAIN);
    assertThat(log.apply(command)).isEqualTo(Applied.Sent.ALL);
    assertThat(in.messages()).isZero();
  }

  /** A dead letter of the first message takes the place that was counted for the second. */
  @Test
  void whatItBringsAboutDoesNotRefuseAPartOfIt() {
    log.create(
        "ring",
        new DestinationOptions(
            1, 0, OverflowPolicy.DEAD_LETTER, 16, 0, 100, 0, 60_000, 0, "small", false));
    log.create(
        "small",
        new DestinationOptions(1, 0, OverflowPolicy.REJECT, 16, 0, 100, 0, 60_000, 0, "", false));
    log.send(toQueue("ring"));

    assertThat(transact(2, List.of(), toQueue("ring"), toQueue("small")))
        .isEqualTo(Applied.Sent.ALL);
    assertThat(log.queue("small").messages()).isEqualTo(2);
  }
}

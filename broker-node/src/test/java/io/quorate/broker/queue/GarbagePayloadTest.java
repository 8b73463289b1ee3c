package io.quorate.broker.queue;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.replication.model.Row;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class GarbagePayloadTest {
  private final BrokerLog log = new BrokerLog();
  private final SplittableRandom random = new SplittableRandom(9);

  /** Every row but that of the applied position. */
  private List<String> rows() {
    List<Row> all = new ArrayList<>();
    log.state.snapshot(all::add);
    return all.stream()
        .filter(row -> row.key()[0] != RowKind.COUNTERS)
        .map(row -> Arrays.toString(row.key()) + Arrays.toString(row.value()))
        .toList();
  }

  @Test
  void randomBytesOfEveryTypeChangeNothing() {
    log.send(BrokerLog.toQueue("a"), BrokerLog.toQueue("b"));
    List<String> before = rows();
    for (int type = Byte.MIN_VALUE; type <= Byte.MAX_VALUE; type++) {
      if (!CommandType.isKnown((byte) type, (byte) 1) || type == CommandType.TICK) {
        continue;
      }
      for (int i = 0; i < 200; i++) {
        byte[] payload = new byte[random.nextInt(80)];
        random.nextBytes(payload);

        log.append((byte) type, ByteBuffer.wrap(payload));

        assertThat(rows()).as("type %d, %s", type, Arrays.toString(payload)).isEqualTo(before);
      }
    }
  }

  @Test
  void commandsWithAFlippedBitNeverThrow() {
    RandomCommands commands = new RandomCommands(random);
    for (int i = 0; i < 5_000; i++) {
      CommandCodec.Encoded encoded = CommandCodec.encode(commands.next());
      byte[] payload = encoded.payload().array();
      if (payload.length > 0) {
        payload[random.nextInt(payload.length)] ^= (byte) (1 << random.nextInt(8));
      }

      log.later(random.nextInt(100)).append(encoded.type(), ByteBuffer.wrap(payload));
    }
    assertThat(log.copy().digest()).isEqualTo(log.state.digest());
  }

  @Test
  void aMessageThatCannotBeReadIsRejectedAlone() {
    Applied answer =
        log.apply(
            new Command.Send(
                BrokerLog.PRODUCER,
                SequenceMode.CONTIGUOUS,
                1,
                List.of(
                    BrokerLog.encode(BrokerLog.toQueue("a")),
                    ByteBuffer.wrap(new byte[] {1, 2, 3}),
                    BrokerLog.encode(BrokerLog.toQueue("a")))));

    assertThat(((Applied.Sent) answer).rejected())
        .extracting(Applied.Rejected::ordinal)
        .containsExactly(1);
    assertThat(log.queue("a").messages()).isEqualTo(2);
  }
}

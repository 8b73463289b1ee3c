package io.quorate.broker.queue;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.replication.model.Entry;
import io.quorate.replication.model.LogEnd;
import java.nio.ByteBuffer;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class CommandCodecTest {
  private static Entry entryOf(CommandCodec.Encoded encoded) {
    return Entry.after(LogEnd.START, 1, encoded.type(), encoded.version(), 1, encoded.payload());
  }

  @Test
  void readsBackWhatItWrote() {
    RandomCommands commands = new RandomCommands(new SplittableRandom(1));
    for (int i = 0; i < 2_000; i++) {
      Command command = commands.next();
      CommandCodec.Encoded encoded = CommandCodec.encode(command);

      Command read = requireNonNull(CommandCodec.decode(entryOf(encoded)));

      assertThat(read.getClass()).isEqualTo(command.getClass());
      assertThat(CommandCodec.encode(read).payload()).isEqualTo(encoded.payload());
    }
  }

  @Test
  void aCutPayloadIsNoCommand() {
    RandomCommands commands = new RandomCommands(new SplittableRandom(2));
    for (int i = 0; i < 2_000; i++) {
      CommandCodec.Encoded encoded = CommandCodec.encode(commands.next());
      ByteBuffer cut = encoded.payload().slice(0, Math.max(0, encoded.payload().limit() - 1));

      Command read =
          CommandCodec.decode(
              entryOf(new CommandCodec.Encoded(encoded.type(), encoded.version(), cut)));

      assertThat(read == null || encoded.type() == CommandType.TICK).isTrue();
    }
  }

  @Test
  void findsEachMessageOfABatch() {
    RandomCommands commands = new RandomCommands(new SplittableRandom(3));
    for (int i = 0; i < 500; i++) {
      if (commands.next() instanceof Command.Send send) {
        MessageBatch batch = requireNonNull(MessageBatch.of(entryOf(CommandCodec.encode(send))));

        assertThat(batch.producer()).isEqualTo(send.producer());
        for (int k = 0; k < send.messages().size(); k++) {
          assertThat(batch.message(k)).isEqualTo(send.messages().get(k));
        }
        assertThat(batch.message(send.messages().size())).isNull();
      }
    }
  }
}

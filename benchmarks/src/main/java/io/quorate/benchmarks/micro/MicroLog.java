package io.quorate.benchmarks.micro;

import com.google.protobuf.ByteString;
import io.quorate.broker.queue.Command;
import io.quorate.broker.queue.CommandCodec;
import io.quorate.broker.queue.ProducerId;
import io.quorate.broker.queue.SequenceMode;
import io.quorate.proto.message.v1.Message;
import io.quorate.replication.model.Entry;
import io.quorate.replication.model.LogEnd;
import java.nio.ByteBuffer;
import java.util.Collections;
import java.util.SplittableRandom;

/** Makes entries as a master would, one after the other. */
final class MicroLog {
  static final ProducerId PRODUCER = new ProducerId(1, 2);
  static final String QUEUE = "orders";

  private final ByteBuffer message;
  private LogEnd end = LogEnd.START;
  private long sequence = 1;

  MicroLog(int bodyBytes) {
    byte[] body = new byte[bodyBytes];
    new SplittableRandom(42).nextBytes(body);
    message =
        ByteBuffer.wrap(
            Message.newBuilder()
                .setDestination(QUEUE)
                .setBody(ByteString.copyFrom(body))
                .build()
                .toByteArray());
  }

  /** The producer's next messages. */
  Command nextSend(int count) {
    Command send = send(sequence, count);
    sequence += count;
    return send;
  }

  /** Its last messages once more, as after a lost answer. */
  Command repeatedSend(int count) {
    return send(sequence - count, count);
  }

  private Command send(long firstSequence, int count) {
    return new Command.Send(
        PRODUCER, SequenceMode.CONTIGUOUS, firstSequence, Collections.nCopies(count, message));
  }

  Entry append(Command command) {
    CommandCodec.Encoded encoded = CommandCodec.encode(command);
    Entry entry = Entry.after(end, 1, encoded.type(), encoded.version(), 0, encoded.payload());
    end = entry.end();
    return entry;
  }
}

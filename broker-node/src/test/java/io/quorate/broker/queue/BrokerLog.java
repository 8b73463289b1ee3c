package io.quorate.broker.queue;

import com.google.protobuf.ByteString;
import io.quorate.proto.message.v1.Message;
import io.quorate.replication.model.Entry;
import io.quorate.replication.model.EntryType;
import io.quorate.replication.model.LogEnd;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A log under a test's hand: makes an entry of each command and applies it at once. */
final class BrokerLog {
  static final ProducerId PRODUCER = new ProducerId(7, 7);

  final SavedRows saved = new SavedRows();
  final BrokerStateMachine state;
  private LogEnd end = LogEnd.START;
  private long epoch = 1;
  private long timeMillis = 1_000_000;
  private long sequence;

  BrokerLog() {
    this(StateLimits.DEFAULT);
  }

  BrokerLog(StateLimits limits) {
    state = new BrokerStateMachine(limits, saved, Pages.BYTES_MAX_DEFAULT);
    apply(new Command.OpenProducer(PRODUCER, SequenceMode.CONTIGUOUS));
  }

  // ── time and place ──

  BrokerLog later(long millis) {
    timeMillis += millis;
    return this;
  }

  long now() {
    return timeMillis;
  }

  long index() {
    return end.index();
  }

  void barrier() {
    epoch++;
    append(EntryType.BARRIER, ByteBuffer.allocate(0));
  }

  Applied apply(Command command) {
    CommandCodec.Encoded encoded = CommandCodec.encode(command);
    return (Applied) append(encoded.type(), encoded.payload());
  }

  Object append(byte type, ByteBuffer payload) {
    Entry entry = Entry.after(end, epoch, type, Entry.VERSION, timeMillis, payload);
    end = entry.end();
    return state.apply(entry);
  }

  void tick() {
    apply(new Command.Tick());
  }

  // ── shorthand ──

  Applied send(Message.Builder... messages) {
    List<ByteBuffer> encoded = new ArrayList<>();
    for (Message.Builder message : messages) {
      encoded.add(encode(message));
    }
    Command.Send send = new Command.Send(PRODUCER, SequenceMode.CONTIGUOUS, sequence + 1, encoded);
    sequence += messages.length;
    return apply(send);
  }

  static ByteBuffer encode(Message.Builder message) {
    return ByteBuffer.wrap(message.build().toByteArray());
  }

  static Message.Builder toQueue(String name) {
    return Message.newBuilder().setDestination(name).setBody(ByteString.copyFromUtf8("to " + name));
  }

  static Message.Builder toTopic(String name) {
    return toQueue(name).setKind(Message.Kind.TOPIC);
  }

  SourceView queue(String name) {
    SourceView queue = state.queue(name);
    if (queue == null) {
      throw new AssertionError("no queue " + name);
    }
    return queue;
  }

  Applied settle(SourceView source, long position, Settlement.Outcome outcome) {
    return settle(source, position, 1, outcome);
  }

  Applied settle(SourceView source, long position, int count, Settlement.Outcome outcome) {
    return apply(
        new Command.Settle(List.of(new Settlement(source.id(), position, count, outcome, 0, ""))));
  }

  Applied create(String queue, DestinationOptions options) {
    return apply(new Command.CreateDestination(Address.queue(queue), options, null));
  }

  /** Where the messages of a source that are due lie, in the order of dispatch. */
  static List<Long> due(SourceView source) {
    return positions(source::next);
  }

  /** The same of all that are there. */
  static List<Long> waiting(SourceView source) {
    return positions(source::nextWaiting);
  }

  private interface Walk {
    @Nullable Slice next(long position, int countMax);
  }

  private static List<Long> positions(Walk walk) {
    List<Long> positions = new ArrayList<>();
    for (int band = 0; band < Position.BANDS; band++) {
      Slice slice = walk.next(Position.of(band, 0), 1_000);
      while (slice != null) {
        for (int i = 0; i < slice.count(); i++) {
          positions.add(slice.position() + i);
        }
        slice = walk.next(slice.position() + slice.count(), 1_000);
      }
    }
    return positions;
  }

  static long refOf(SourceView source, long position) {
    Slice found = source.at(position);
    if (found == null) {
      throw new AssertionError("no message at position " + position);
    }
    return found.ref();
  }

  /** A second state machine, loaded from all rows of the first. */
  BrokerStateMachine copy() {
    SavedRows rows = new SavedRows();
    rows.replace(state::snapshot);
    return load(rows);
  }

  static BrokerStateMachine load(SavedRows rows) {
    BrokerStateMachine loaded =
        new BrokerStateMachine(StateLimits.DEFAULT, rows, Pages.BYTES_MAX_DEFAULT);
    loaded.load(rows.list());
    return loaded;
  }
}

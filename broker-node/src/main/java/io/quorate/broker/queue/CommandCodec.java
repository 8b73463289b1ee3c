package io.quorate.broker.queue;

import io.quorate.replication.model.Entry;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Commands as the payload of entries, and back. Reading is total: what is no command is null. */
public final class CommandCodec {
  /** What to propose. */
  public record Encoded(byte type, byte version, ByteBuffer payload) {}

  private static final int SETTLEMENT_BYTES_MIN = 31;

  private CommandCodec() {}

  public static Encoded encode(Command command) {
    if (command instanceof Command.Send send) {
      return encoded(
          CommandType.SEND,
          MessageBatch.write(send.producer(), send.mode(), send.firstSequence(), send.messages()));
    }
    if (command instanceof Command.Transact transact) {
      return encodeTransact(transact);
    }
    FieldWriter out = new FieldWriter();
    if (command instanceof Command.Settle settle) {
      return encoded(CommandType.SETTLE, putSettlements(out, settle.settlements()));
    }
    if (command instanceof Command.RaiseMark raise) {
      putLongs(putLongs(out.i64(raise.sourceId()), raise.below()), raise.single());
      return encoded(CommandType.RAISE_MARK, out);
    }
    if (command instanceof Command.Tick) {
      return encoded(CommandType.TICK, out);
    }
    if (command instanceof Command.Move move) {
      putLongs(out.i64(move.sourceId()), move.positions()).text(move.to());
      return encoded(CommandType.MOVE, out);
    }
    if (command instanceof Command.OpenProducer open) {
      out.id(open.producer()).constant(open.mode());
      return encoded(CommandType.OPEN_PRODUCER, out);
    }
    return encodeAdministration(command, out);
  }

  private static Encoded encodeTransact(Command.Transact transact) {
    FieldWriter out =
        MessageBatch.write(
            transact.producer(), transact.mode(), transact.sequence(), transact.messages());
    return encoded(
        transact.messages().isEmpty() ? CommandType.TRANSACT_DRAIN : CommandType.TRANSACT,
        putSettlements(out, transact.settlements()));
  }

  private static Encoded encodeAdministration(Command command, FieldWriter out) {
    if (command instanceof Command.CreateDestination create) {
      putOptions(putAddress(out, create.address()), create.options());
      return encoded(CommandType.CREATE_DESTINATION, putOwner(out, create.owner()));
    }
    if (command instanceof Command.UpdateDestination update) {
      putOptions(putAddress(out, update.address()), update.options());
      return encoded(CommandType.UPDATE_DESTINATION, out);
    }
    if (command instanceof Command.DeleteDestination delete) {
      putAddress(out, delete.address()).flag(delete.force());
      return encoded(CommandType.DELETE_DESTINATION, out);
    }
    if (command instanceof Command.Purge purge) {
      return encoded(CommandType.PURGE, out.text(purge.queue()));
    }
    if (command instanceof Command.Pause pause) {
      putAddress(out, pause.address()).flag(pause.paused());
      return encoded(CommandType.PAUSE, out);
    }
    if (command instanceof Command.Subscribe subscribe) {
      putKey(out, subscribe.key()).text(subscribe.pattern()).text(subscribe.selector());
      out.flag(subscribe.durable()).flag(subscribe.shared());
      out.flag(subscribe.noLocal()).flag(subscribe.replace());
      return encoded(CommandType.SUBSCRIBE, out);
    }
    if (command instanceof Command.Unsubscribe unsubscribe) {
      return encoded(CommandType.UNSUBSCRIBE, putKey(out, unsubscribe.key()));
    }
    throw new IllegalArgumentException("no entry is made of a " + command.getClass());
  }

  private static Encoded encoded(byte type, FieldWriter payload) {
    return new Encoded(type, Entry.VERSION, ByteBuffer.wrap(payload.toArray()));
  }

  /** Null: an entry of another type, or no whole command. */
  public static @Nullable Command decode(Entry entry) {
    return CommandType.isKnown(entry.type(), entry.version())
        ? decode(entry.type(), entry.bytes(), Entry.HEADER_BYTES, entry.size())
        : null;
  }

  private static @Nullable Command decode(byte type, byte[] bytes, int from, int to) {
    if (CommandType.isBatch(type)) {
      MessageBatch batch = MessageBatch.read(bytes, from, to);
      return batch == null ? null : batchOf(type, batch, to);
    }
    FieldReader in = new FieldReader(bytes, from, to);
    Command command = read(type, in);
    return in.isWhole() ? command : null;
  }

  private static @Nullable Command batchOf(byte type, MessageBatch batch, int to) {
    List<ByteBuffer> messages = new ArrayList<>();
    for (int i = 0; i < batch.count(); i++) {
      messages.add(batch.message(i));
    }
    if (type == CommandType.SEND) {
      return isSend(batch, to)
          ? new Command.Send(batch.producer(), batch.mode(), batch.firstSequence(), messages)
          : null;
    }
    List<Settlement> settlements = settlementsAfter(batch, to);
    return settlements == null
        ? null
        : new Command.Transact(
            batch.producer(), batch.mode(), batch.firstSequence(), messages, settlements);
  }

  static boolean isSend(MessageBatch batch, int to) {
    return batch.count() > 0 && batch.end() == to;
  }

  /** Of a transaction; null if they cannot be read. */
  static @Nullable List<Settlement> settlementsAfter(MessageBatch batch, int to) {
    FieldReader in = new FieldReader(batch.bytes(), batch.end(), to);
    List<Settlement> settlements = takeSettlements(in);
    return in.isWhole() ? settlements : null;
  }

  private static @Nullable Command read(byte type, FieldReader in) {
    return switch (type) {
      case CommandType.SETTLE -> new Command.Settle(takeSettlements(in));
      case CommandType.RAISE_MARK -> new Command.RaiseMark(in.i64(), takeLongs(in), takeLongs(in));
      case CommandType.TICK -> new Command.Tick();
      case CommandType.CREATE_DESTINATION ->
          new Command.CreateDestination(takeAddress(in), takeOptions(in), takeOwner(in));
      case CommandType.UPDATE_DESTINATION ->
          new Command.UpdateDestination(takeAddress(in), takeOptions(in));
      case CommandType.DELETE_DESTINATION ->
          new Command.DeleteDestination(takeAddress(in), in.flag());
      case CommandType.PURGE -> new Command.Purge(in.text());
      case CommandType.PAUSE -> new Command.Pause(takeAddress(in), in.flag());
      case CommandType.SUBSCRIBE ->
          new Command.Subscribe(
              takeKey(in), in.text(), in.text(), in.flag(), in.flag(), in.flag(), in.flag());
      case CommandType.UNSUBSCRIBE -> new Command.Unsubscribe(takeKey(in));
      case CommandType.MOVE -> new Command.Move(in.i64(), takeLongs(in), in.text());
      case CommandType.OPEN_PRODUCER -> new Command.OpenProducer(in.id(), takeMode(in));
      default -> null;
    };
  }

  // ── parts that rows share ──

  static FieldWriter putAddress(FieldWriter out, Address address) {
    return out.constant(address.kind()).text(address.name());
  }

  static Address takeAddress(FieldReader in) {
    DestinationKind kind = in.constant(DestinationKind.values());
    return new Address(kind == null ? DestinationKind.QUEUE : kind, in.text());
  }

  static FieldWriter putOptions(FieldWriter out, DestinationOptions options) {
    return out.i64(options.maxMessages())
        .i64(options.maxBytes())
        .constant(options.overflow())
        .i32(options.maxDeliveries())
        .i64(options.redeliveryDelayMillis())
        .i32(options.redeliveryBackoffPercent())
        .i64(options.redeliveryDelayMaxMillis())
        .i64(options.lockMillis())
        .i64(options.timeToLiveMillis())
        .text(options.deadLetterQueue())
        .flag(options.deadLetterExpired());
  }

  static DestinationOptions takeOptions(FieldReader in) {
    long maxMessages = in.amount();
    long maxBytes = in.amount();
    OverflowPolicy overflow = in.constant(OverflowPolicy.values());
    return new DestinationOptions(
        maxMessages,
        maxBytes,
        overflow == null ? OverflowPolicy.BLOCK : overflow,
        in.i32(),
        in.amount(),
        in.i32(),
        in.amount(),
        in.amount(),
        in.amount(),
        in.text(),
        in.flag());
  }

  static FieldWriter putOwner(FieldWriter out, @Nullable ProducerId owner) {
    out.flag(owner != null);
    return owner == null ? out : out.id(owner);
  }

  static @Nullable ProducerId takeOwner(FieldReader in) {
    return in.flag() ? in.id() : null;
  }

  static FieldWriter putKey(FieldWriter out, SubscriptionKey key) {
    return out.text(key.clientId()).text(key.name());
  }

  static SubscriptionKey takeKey(FieldReader in) {
    return new SubscriptionKey(in.text(), in.text());
  }

  private static SequenceMode takeMode(FieldReader in) {
    SequenceMode mode = in.constant(SequenceMode.values());
    return mode == null ? SequenceMode.CONTIGUOUS : mode;
  }

  private static FieldWriter putLongs(FieldWriter out, long[] values) {
    out.i32(values.length);
    for (long value : values) {
      out.i64(value);
    }
    return out;
  }

  private static long[] takeLongs(FieldReader in) {
    long[] values = new long[in.count(Long.BYTES)];
    for (int i = 0; i < values.length; i++) {
      values[i] = in.i64();
    }
    return values;
  }

  private static FieldWriter putSettlements(FieldWriter out, List<Settlement> settlements) {
    out.i32(settlements.size());
    for (Settlement settlement : settlements) {
      out.i64(settlement.sourceId())
          .i64(settlement.fromPosition())
          .i32(settlement.count())
          .constant(settlement.outcome())
          .i64(settlement.delayMillis())
          .text(settlement.reason());
    }
    return out;
  }

  private static List<Settlement> takeSettlements(FieldReader in) {
    int count = in.count(SETTLEMENT_BYTES_MIN);
    List<Settlement> settlements = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      long source = in.i64();
      long from = in.i64();
      int length = in.i32();
      Settlement.Outcome outcome = in.constant(Settlement.Outcome.values());
      long delay = in.amount();
      String reason = in.text();
      if (outcome != null) {
        settlements.add(new Settlement(source, from, length, outcome, delay, reason));
      }
    }
    return settlements;
  }
}

package io.quorate.broker.queue;

import io.quorate.replication.model.Entry;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The messages of one entry where they lie, each with its producer's bytes. The ends count from the
 * first message on, so that any of them is found at once.
 *
 * <pre>
 *  0 producer (16)  16 mode (1)  17 first sequence (8)  25 count (4)
 * 29 end of each message (4 * count)   then the messages, then what a transaction settles
 * </pre>
 */
public final class MessageBatch {
  public static final int COUNT_MAX = 65_535;

  private static final int COUNT_AT = 25;
  private static final int HEADER_BYTES = 29;
  private static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

  private final byte[] bytes;
  private final int from;
  private final int count;

  private MessageBatch(byte[] bytes, int from, int count) {
    this.bytes = bytes;
    this.from = from;
    this.count = count;
  }

  /** The batch at the beginning of these bytes; null if they are none. */
  static @Nullable MessageBatch read(byte[] bytes, int from, int to) {
    if (to - from < HEADER_BYTES || bytes[from + 16] >> 1 != 0) {
      return null;
    }
    int count = (int) INT.get(bytes, from + COUNT_AT);
    long firstSequence = (long) LONG.get(bytes, from + 17);
    if (count < 0
        || count > COUNT_MAX
        || firstSequence < 1
        || firstSequence > Long.MAX_VALUE - COUNT_MAX) {
      return null;
    }
    int messages = from + HEADER_BYTES + count * Integer.BYTES;
    if (messages > to) {
      return null;
    }
    int before = 0;
    for (int at = from + HEADER_BYTES; at < messages; at += Integer.BYTES) {
      int end = (int) INT.get(bytes, at);
      if (end < before || end > to - messages) {
        return null;
      }
      before = end;
    }
    return new MessageBatch(bytes, from, count);
  }

  /** Of an entry that holds messages; null for any other. */
  public static @Nullable MessageBatch of(Entry entry) {
    return CommandType.isBatch(entry.type())
        ? read(entry.bytes(), Entry.HEADER_BYTES, entry.size())
        : null;
  }

  static FieldWriter write(
      ProducerId producer, SequenceMode mode, long firstSequence, List<ByteBuffer> messages) {
    int size = HEADER_BYTES;
    for (ByteBuffer message : messages) {
      size += Integer.BYTES + message.remaining();
    }
    FieldWriter out =
        new FieldWriter(size).id(producer).constant(mode).i64(firstSequence).i32(messages.size());
    int end = 0;
    for (ByteBuffer message : messages) {
      end += message.remaining();
      out.i32(end);
    }
    for (ByteBuffer message : messages) {
      byte[] copy = new byte[message.remaining()];
      message.get(message.position(), copy);
      out.raw(copy, 0, copy.length);
    }
    return out;
  }

  public ProducerId producer() {
    return new ProducerId((long) LONG.get(bytes, from), (long) LONG.get(bytes, from + 8));
  }

  public SequenceMode mode() {
    return bytes[from + 16] == 0 ? SequenceMode.CONTIGUOUS : SequenceMode.MONOTONE;
  }

  public long firstSequence() {
    return (long) LONG.get(bytes, from + 17);
  }

  public int count() {
    return count;
  }

  /** A view of the entry's own bytes; null if there are not so many messages. */
  public @Nullable ByteBuffer message(int ordinal) {
    return ordinal < 0 || ordinal >= count
        ? null
        : ByteBuffer.wrap(bytes, from(ordinal), to(ordinal) - from(ordinal)).asReadOnlyBuffer();
  }

  /** The headers and properties of a message that is there, where they lie. */
  public MessageProperties properties(int ordinal) {
    return MessageProperties.of(bytes, from(ordinal), to(ordinal));
  }

  /** Reads the header of a message that is there, where it lies. */
  public boolean readHeader(int ordinal, MessageHeader header) {
    return header.read(bytes, from(ordinal), to(ordinal));
  }

  /** The array that {@link #from} and {@link #to} lie in; readers must not write to it. */
  byte[] bytes() {
    return bytes;
  }

  int from(int ordinal) {
    return messagesFrom() + (ordinal == 0 ? 0 : end(ordinal - 1));
  }

  int to(int ordinal) {
    return messagesFrom() + end(ordinal);
  }

  /** Where the messages end. */
  int end() {
    return count == 0 ? messagesFrom() : to(count - 1);
  }

  private int messagesFrom() {
    return from + HEADER_BYTES + count * Integer.BYTES;
  }

  private int end(int ordinal) {
    return (int) INT.get(bytes, from + HEADER_BYTES + ordinal * Integer.BYTES);
  }
}

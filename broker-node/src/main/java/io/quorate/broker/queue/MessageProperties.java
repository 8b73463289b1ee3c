package io.quorate.broker.queue;

import io.quorate.broker.queue.selector.PropertyLookup;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * A message's headers and properties by the names that JMS gives them, looked up in its bytes each
 * time: a selector asks for one or two of them, so a map would cost more than it saves. What cannot
 * be read is not there.
 */
public final class MessageProperties implements PropertyLookup {
  private static final int TIMESTAMP = 8;
  private static final int ID = 9;
  private static final int CORRELATION_ID = 10;
  private static final int REPLY_TO = 12;
  private static final int TYPE = 14;
  private static final int GROUP_ID = 16;
  private static final int GROUP_SEQUENCE = 17;
  private static final int USER_ID = 18;
  private static final int PROPERTY = 23;

  private static final int NAME = 1;
  private static final int TEXT = 2;
  private static final int FLAG = 3;
  private static final int INT = 4;
  private static final int LONG = 5;
  private static final int FLOAT = 6;
  private static final int DOUBLE = 7;
  private static final int SHORT = 8;
  private static final int BYTE = 9;

  private final byte[] bytes;
  private final int from;
  private final int to;
  private final WireReader wire = new WireReader();
  private final WireReader property = new WireReader();

  private MessageProperties(byte[] bytes, int from, int to) {
    this.bytes = bytes;
    this.from = from;
    this.to = to;
  }

  static MessageProperties of(byte[] bytes, int from, int to) {
    return new MessageProperties(bytes, from, to);
  }

  public static MessageProperties of(ByteBuffer message) {
    if (message.hasArray()) {
      int from = message.arrayOffset() + message.position();
      return new MessageProperties(message.array(), from, from + message.remaining());
    }
    byte[] copy = new byte[message.remaining()];
    message.get(message.position(), copy);
    return new MessageProperties(copy, 0, copy.length);
  }

  @Override
  public @Nullable Object valueOf(String name) {
    return switch (name) {
      case "JMSDestination" -> textOf(MessageHeader.DESTINATION);
      case "JMSDeliveryMode" ->
          numberOf(MessageHeader.VOLATILE) == 0 ? "PERSISTENT" : "NON_PERSISTENT";
      case "JMSPriority" -> priority();
      case "JMSTimestamp" -> numberOf(TIMESTAMP);
      case "JMSMessageID" -> textOf(ID);
      case "JMSCorrelationID" -> textOf(CORRELATION_ID);
      case "JMSReplyTo" -> textOf(REPLY_TO);
      case "JMSType" -> textOf(TYPE);
      case "JMSXGroupID" -> textOf(GROUP_ID);
      case "JMSXGroupSeq" -> textOf(GROUP_ID) == null ? null : (int) numberOf(GROUP_SEQUENCE);
      case "JMSXUserID" -> textOf(USER_ID);
      default -> propertyOf(name.getBytes(StandardCharsets.UTF_8));
    };
  }

  private Integer priority() {
    int plusOne = (int) numberOf(MessageHeader.PRIORITY_PLUS_ONE);
    return plusOne == 0 ? MessageHeader.PRIORITY_DEFAULT : plusOne - 1;
  }

  /** As in protobuf: the last one counts, absent is 0. */
  private long numberOf(int wanted) {
    long found = 0;
    wire.reset(bytes, from, to);
    for (int field = wire.next(); isHeader(field); field = wire.next()) {
      if (field == wanted && wire.isVarint()) {
        found = wire.number();
      }
    }
    return found;
  }

  private @Nullable String textOf(int wanted) {
    String found = null;
    wire.reset(bytes, from, to);
    for (int field = wire.next(); isHeader(field); field = wire.next()) {
      if (field == wanted && wire.isContent()) {
        found = text(wire);
      }
    }
    return found == null || found.isEmpty() ? null : found;
  }

  private @Nullable Object propertyOf(byte[] name) {
    wire.reset(bytes, from, to);
    for (int field = wire.next(); isHeader(field); field = wire.next()) {
      if (field == PROPERTY && wire.isContent() && isNamed(name)) {
        return valueOfProperty();
      }
    }
    return null;
  }

  private static boolean isHeader(int field) {
    return field != 0 && field != MessageHeader.BODY;
  }

  private boolean isNamed(byte[] name) {
    property.reset(bytes, wire.contentFrom(), wire.contentTo());
    for (int field = property.next(); field != 0; field = property.next()) {
      if (field == NAME && property.isContent()) {
        return property.contentTo() - property.contentFrom() == name.length
            && isAt(property.contentFrom(), name);
      }
    }
    return false;
  }

  private boolean isAt(int at, byte[] name) {
    for (int i = 0; i < name.length; i++) {
      if (bytes[at + i] != name[i]) {
        return false;
      }
    }
    return true;
  }

  private @Nullable Object valueOfProperty() {
    property.reset(bytes, wire.contentFrom(), wire.contentTo());
    Object found = null;
    for (int field = property.next(); field != 0; field = property.next()) {
      Object value = valueOfField(field);
      found = value == null ? found : value;
    }
    return found;
  }

  /** Null: not a value of a property, or one of bytes, which JMS does not know. */
  private @Nullable Object valueOfField(int field) {
    return switch (field) {
      case TEXT -> property.isContent() ? text(property) : null;
      case FLAG -> property.isVarint() ? property.number() != 0 : null;
      case INT -> property.isVarint() ? (int) zigzag() : null;
      case LONG -> property.isVarint() ? zigzag() : null;
      case FLOAT -> property.isFixed32() ? Float.intBitsToFloat((int) property.number()) : null;
      case DOUBLE -> property.isFixed64() ? Double.longBitsToDouble(property.number()) : null;
      case SHORT -> property.isVarint() ? (short) zigzag() : null;
      case BYTE -> property.isVarint() ? (byte) zigzag() : null;
      default -> null;
    };
  }

  private long zigzag() {
    long value = property.number();
    return value >>> 1 ^ -(value & 1);
  }

  private String text(WireReader reader) {
    return new String(
        bytes,
        reader.contentFrom(),
        reader.contentTo() - reader.contentFrom(),
        StandardCharsets.UTF_8);
  }
}

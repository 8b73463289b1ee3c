package io.quorate.broker.queue.dispatch;

import io.quorate.broker.queue.MessageHeader;
import io.quorate.broker.queue.MessageProperties;
import io.quorate.broker.queue.ProducerId;
import io.quorate.broker.queue.selector.PropertyLookup;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** The bytes of messages that wait in a {@link Backlog}, wherever they are. */
final class ItemReader {
  private static final ProducerId NOBODY = new ProducerId(0, 0);

  private final BodyReader reader;
  private final MessageHeader header = new MessageHeader();
  private @Nullable ByteBuffer message;
  private ProducerId producer = NOBODY;
  private boolean isInLog;
  private long storedMillis;
  private long expiresMillis;

  ItemReader(BodyReader reader) {
    this.reader = reader;
  }

  BodyReader.Found read(Item item) {
    message = item.message();
    isInLog = message == null;
    producer = item.producer();
    storedMillis = item.storedMillis();
    expiresMillis = item.expiresMillis();
    if (message != null) {
      return BodyReader.Found.HERE;
    }
    BodyReader.Found found = reader.find(item.ref());
    if (found == BodyReader.Found.HERE) {
      message = reader.message();
      producer = reader.producer();
      storedMillis = reader.storedMillis();
      expiresMillis = reader.readHeader(header) ? header.expiresMillis(storedMillis, 0) : 0;
    }
    return found;
  }

  ByteBuffer message() {
    if (message == null) {
      throw new IllegalStateException("no message was read");
    }
    return message;
  }

  ProducerId producer() {
    return producer;
  }

  PropertyLookup properties() {
    return isInLog ? reader.properties() : MessageProperties.of(message());
  }

  boolean isOver(long nowMillis) {
    return expiresMillis != 0 && expiresMillis <= nowMillis;
  }

  /** Gives what was read last to a subscriber. */
  void hand(Item item, Subscriber to, Backlog from) {
    Dispatched dispatched =
        new Dispatched(
            to.nextTag(),
            -1,
            item.ref(),
            message(),
            item.redelivered(),
            item.attempts(),
            storedMillis,
            expiresMillis,
            null);
    to.take(dispatched, from, item);
  }
}

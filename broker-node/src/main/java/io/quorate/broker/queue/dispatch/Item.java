package io.quorate.broker.queue.dispatch;

import io.quorate.broker.queue.MessageProperties;
import io.quorate.broker.queue.ProducerId;
import io.quorate.broker.queue.selector.PropertyLookup;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Messages that leave no trace in the state: side by side in the log, or one in memory.
 *
 * @param ref of the first in the log; 0: it is in memory
 * @param message in memory; null: it is in the log
 * @param expiresMillis of one in memory; 0: never, or as its header in the log says
 */
record Item(
    long ref,
    int count,
    @Nullable ByteBuffer message,
    ProducerId producer,
    long storedMillis,
    long expiresMillis,
    boolean redelivered,
    int attempts) {
  private static final ProducerId NOBODY = new ProducerId(0, 0);

  static Item inLog(long ref, int count) {
    return new Item(ref, count, null, NOBODY, 0, 0, false, 0);
  }

  static Item inMemory(
      ByteBuffer message, ProducerId producer, long storedMillis, long expiresMillis) {
    return new Item(0, 1, message, producer, storedMillis, expiresMillis, false, 0);
  }

  ByteBuffer messageHere() {
    if (message == null) {
      throw new IllegalStateException("a message that is in the log");
    }
    return message;
  }

  PropertyLookup properties() {
    return MessageProperties.of(messageHere());
  }

  int bytes() {
    return message == null ? 0 : message.remaining();
  }

  /** The first of them alone. */
  Item first() {
    return count == 1 ? this : inLog(ref, 1);
  }

  /** All but the first; only of several, which are in the log. */
  Item rest() {
    return new Item(
        ref + 1, count - 1, null, producer, storedMillis, expiresMillis, redelivered, attempts);
  }

  Item cameBack(boolean hasFailed) {
    return new Item(
        ref,
        count,
        message,
        producer,
        storedMillis,
        expiresMillis,
        true,
        attempts + (hasFailed ? 1 : 0));
  }
}

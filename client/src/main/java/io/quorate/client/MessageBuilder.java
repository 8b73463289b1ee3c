package io.quorate.client;

import java.time.Duration;
import java.time.Instant;

/** Builds a {@link Message}. Not safe for many threads; may be used again after {@link #build}. */
public interface MessageBuilder {
  /** Copies the bytes. */
  MessageBuilder body(byte[] body);

  /** As UTF-8. */
  MessageBuilder text(String text);

  /**
   * Sets a property, for selectors and the receiver.
   *
   * @param value a String, Boolean, Byte, Short, Integer, Long, Float, Double or byte[]
   * @throws IllegalArgumentException for any other value, or a name that is empty
   */
  MessageBuilder property(String name, Object value);

  /** What the application knows it by. The broker does not look at it. */
  MessageBuilder id(String id);

  MessageBuilder correlationId(String correlationId);

  MessageBuilder replyTo(Destination replyTo);

  MessageBuilder type(String type);

  MessageBuilder contentType(String contentType);

  MessageBuilder group(String groupId);

  MessageBuilder groupSequence(int sequence);

  /**
   * Higher ones are delivered first.
   *
   * @param priority 0 to 9
   */
  MessageBuilder priority(int priority);

  /** From the moment the broker takes it. */
  MessageBuilder timeToLive(Duration timeToLive);

  /** Not before so long after the broker takes it. */
  MessageBuilder delay(Duration delay);

  MessageBuilder deliverAt(Instant time);

  /**
   * Confirmed by the master's memory alone, and gone with it. Kept like any other if it is delayed,
   * sent in a transaction, or wanted by a durable subscription.
   */
  MessageBuilder nonPersistent();

  Message build();
}

package io.quorate.client;

import io.quorate.client.internal.WireMessage;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;

/**
 * What is sent and received. Its content never changes. A received one also knows about its
 * delivery and is settled through it; settling one that was built here, or one a second time, is an
 * {@link IllegalStateException}. A received message can be sent on as it is.
 */
public interface Message {
  static MessageBuilder builder() {
    return WireMessage.builder();
  }

  /** With a copy of the bytes as its body, and nothing else. */
  static Message of(byte[] body) {
    return builder().body(body).build();
  }

  /** With the text as its body, in UTF-8, and nothing else. */
  static Message of(String text) {
    return builder().text(text).build();
  }

  /** A builder that has all the content of this one; not its destination. */
  MessageBuilder toBuilder();

  // ── content ──

  /** A copy. */
  byte[] body();

  /** Without a copy, read-only. */
  ByteBuffer bodyBuffer();

  int bodyBytes();

  /** The body read as UTF-8. */
  String text();

  /** What its application knows it by. */
  Optional<String> id();

  Optional<String> correlationId();

  Optional<Destination> replyTo();

  Optional<String> type();

  Optional<String> contentType();

  /** Messages of one group are for one consumer. */
  Optional<String> groupId();

  int groupSequence();

  /** 0 to 9, high ones first; 4 if nothing was said. */
  int priority();

  /** Zero: for ever, or what the destination says. */
  Duration timeToLive();

  /** Zero: at once. */
  Duration delay();

  Optional<Instant> deliverAt();

  /** Whether it survives the loss of the master. */
  boolean isPersistent();

  /**
   * In the order in which they were set. The values are String, Boolean, Byte, Short, Integer,
   * Long, Float, Double, or a byte[] that is a copy.
   */
  Map<String, Object> properties();

  Optional<String> stringProperty(String name);

  Optional<Boolean> booleanProperty(String name);

  /**
   * A whole number of at most 32 bits.
   *
   * @throws IllegalStateException if the property is of another type
   */
  OptionalInt intProperty(String name);

  /**
   * A whole number.
   *
   * @throws IllegalStateException if the property is of another type
   */
  OptionalLong longProperty(String name);

  /**
   * A number.
   *
   * @throws IllegalStateException if the property is of another type
   */
  OptionalDouble doubleProperty(String name);

  // ── delivery; of a message that was built here: nothing ──

  /** Where it was sent to. */
  Optional<Destination> destination();

  /** The sending client's clock. */
  Instant sentAt();

  /** The broker's time when it was stored. */
  Instant storedAt();

  Optional<Instant> expiresAt();

  /**
   * Whether somebody may have had it before. After a failover also what was only on its way is
   * flagged; what is not flagged is delivered for the first time.
   */
  boolean redelivered();

  /** How many attempts failed before this one. */
  int attempts();

  /** Of the master that handed it over; each failover has a higher one. 0: it was not received. */
  long epoch();

  /** Its place in the broker's order, rising; 0: a message in memory only. */
  long sequence();

  /** Only in dead-letter queues. */
  Optional<DeadLetter> deadLetter();

  // ── settling; none of it blocks ──

  /**
   * Done with it. Sent to the broker at once, together with others; the answer is not waited for.
   */
  void acknowledge();

  /** Gives it back for others, without counting an attempt. */
  void release();

  /** Gives it back and counts an attempt; it comes again after the queue's delay. */
  void fail();

  /**
   * Gives it back and counts an attempt.
   *
   * @param delay before it comes again; zero: what the queue says
   */
  void fail(Duration delay, String reason);

  /** Makes it a dead letter at once. */
  void reject(String reason);

  /**
   * Settles it and tells what became of that. As a round trip to the disks of a majority for each
   * message it is for those who must know; {@link #acknowledge} gathers.
   */
  CompletableFuture<Settlement.Result> settle(Settlement settlement);

  /** Begins the time anew that the consumer may hold it. */
  void renew();

  /** Whether one of the above was called, or it was acknowledged in a transaction. */
  boolean isSettled();
}

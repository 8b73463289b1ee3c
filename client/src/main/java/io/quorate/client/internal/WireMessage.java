package io.quorate.client.internal;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedInputStream;
import io.quorate.client.DeadLetter;
import io.quorate.client.Destination;
import io.quorate.client.Message;
import io.quorate.client.MessageBuilder;
import io.quorate.client.Settlement;
import io.quorate.proto.client.v1.Delivery;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** A message over its wire form, and over its delivery if it was received. */
public final class WireMessage implements Message {
  private static final int PRIORITY_DEFAULT = 4;

  private final io.quorate.proto.message.v1.Message content;

  /** Null: not received. */
  private final @Nullable Receipt receipt;

  private final Delivery delivery;

  WireMessage(io.quorate.proto.message.v1.Message content, @Nullable Receipt receipt) {
    this(content, receipt, receipt == null ? Delivery.getDefaultInstance() : receipt.delivery());
  }

  private WireMessage(
      io.quorate.proto.message.v1.Message content, @Nullable Receipt receipt, Delivery delivery) {
    this.content = content;
    this.receipt = receipt;
    this.delivery = delivery;
  }

  public static MessageBuilder builder() {
    return new WireMessageBuilder(io.quorate.proto.message.v1.Message.getDefaultInstance());
  }

  /**
   * A message as it was delivered.
   *
   * @throws IOException if its bytes are no message
   */
  static WireMessage received(Receipt receipt) throws IOException {
    return new WireMessage(content(receipt.delivery()), receipt);
  }

  /**
   * A message that was only looked at, and cannot be settled.
   *
   * @throws IOException if its bytes are no message
   */
  public static WireMessage browsed(Delivery delivery) throws IOException {
    return new WireMessage(content(delivery), null, delivery);
  }

  private static io.quorate.proto.message.v1.Message content(Delivery delivery) throws IOException {
    CodedInputStream bytes = delivery.getMessage().newCodedInput();
    // The body stays where it is instead of being copied.
    bytes.enableAliasing(true);
    return io.quorate.proto.message.v1.Message.parseFrom(bytes);
  }

  /** Once for each send: these are the bytes that are stored and delivered. */
  static ByteString encode(Message message, Destination to, long nowMillis) {
    return addressed(message, to, nowMillis).build().toByteString();
  }

  /** As {@link #encode}, whatever the message says of its persistence. */
  static ByteString encodePersistent(Message message, Destination to, long nowMillis) {
    return addressed(message, to, nowMillis).setVolatile(false).build().toByteString();
  }

  private static io.quorate.proto.message.v1.Message.Builder addressed(
      Message message, Destination to, long nowMillis) {
    return of(message).content.toBuilder()
        .setDestination(to.name())
        .setKind(Kinds.wire(to.kind()))
        .setTimestampMillis(nowMillis);
  }

  private static WireMessage of(Message message) {
    if (message instanceof WireMessage wire) {
      return wire;
    }
    throw new IllegalArgumentException(
        "expected a message from Message.builder() or from a consumer, found "
            + message.getClass().getName());
  }

  static Receipt receiptOf(Message message) {
    return of(message).receipt();
  }

  /** Of a received message. */
  Receipt receipt() {
    if (receipt == null) {
      throw new IllegalStateException("expected a received message, found one that was not");
    }
    return receipt;
  }

  @Override
  public MessageBuilder toBuilder() {
    return new WireMessageBuilder(
        content.toBuilder().clearDestination().clearKind().clearTimestampMillis().build());
  }

  @Override
  public byte[] body() {
    return content.getBody().toByteArray();
  }

  @Override
  public ByteBuffer bodyBuffer() {
    return content.getBody().asReadOnlyByteBuffer();
  }

  @Override
  public int bodyBytes() {
    return content.getBody().size();
  }

  @Override
  public String text() {
    return content.getBody().toString(StandardCharsets.UTF_8);
  }

  @Override
  public Optional<String> id() {
    return present(content.getId());
  }

  @Override
  public Optional<String> correlationId() {
    return present(content.getCorrelationId());
  }

  @Override
  public Optional<Destination> replyTo() {
    return present(content.getReplyTo())
        .map(name -> Kinds.destination(content.getReplyToKind(), name));
  }

  @Override
  public Optional<String> type() {
    return present(content.getType());
  }

  @Override
  public Optional<String> contentType() {
    return present(content.getContentType());
  }

  @Override
  public Optional<String> groupId() {
    return present(content.getGroupId());
  }

  private static Optional<String> present(String text) {
    return text.isEmpty() ? Optional.empty() : Optional.of(text);
  }

  @Override
  public int groupSequence() {
    return content.getGroupSequence();
  }

  @Override
  public int priority() {
    return content.getPriorityPlusOne() == 0 ? PRIORITY_DEFAULT : content.getPriorityPlusOne() - 1;
  }

  @Override
  public Duration timeToLive() {
    return Duration.ofMillis(content.getTimeToLiveMillis());
  }

  @Override
  public Duration delay() {
    return Duration.ofMillis(content.getDelayMillis());
  }

  @Override
  public Optional<Instant> deliverAt() {
    return time(content.getDeliverAtMillis());
  }

  private static Optional<Instant> time(long millis) {
    return millis == 0 ? Optional.empty() : Optional.of(Instant.ofEpochMilli(millis));
  }

  @Override
  public boolean isPersistent() {
    return !content.getVolatile();
  }

  @Override
  public Map<String, Object> properties() {
    return Properties.all(content.getPropertiesList());
  }

  @Override
  public Optional<String> stringProperty(String name) {
    return Optional.ofNullable(property(name, String.class));
  }

  @Override
  public Optional<Boolean> booleanProperty(String name) {
    return Optional.ofNullable(property(name, Boolean.class));
  }

  @Override
  public OptionalInt intProperty(String name) {
    Number value = property(name, Number.class);
    if (value == null) {
      return OptionalInt.empty();
    }
    if (value instanceof Integer || value instanceof Short || value instanceof Byte) {
      return OptionalInt.of(value.intValue());
    }
    throw mismatch(name, "a whole number of 32 bits", value);
  }

  @Override
  public OptionalLong longProperty(String name) {
    Number value = property(name, Number.class);
    if (value == null) {
      return OptionalLong.empty();
    }
    if (value instanceof Double || value instanceof Float) {
      throw mismatch(name, "a whole number", value);
    }
    return OptionalLong.of(value.longValue());
  }

  @Override
  public OptionalDouble doubleProperty(String name) {
    Number value = property(name, Number.class);
    return value == null ? OptionalDouble.empty() : OptionalDouble.of(value.doubleValue());
  }

  private <T> @Nullable T property(String name, Class<T> type) {
    Object value = Properties.find(content.getPropertiesList(), name);
    if (value != null && !type.isInstance(value)) {
      throw mismatch(name, "a " + type.getSimpleName(), value);
    }
    return type.cast(value);
  }

  private static IllegalStateException mismatch(String name, String expected, Object found) {
    return new IllegalStateException(
        "expected the property %s to be %s, found the %s %s"
            .formatted(name, expected, found.getClass().getSimpleName(), found));
  }

  @Override
  public Optional<Destination> destination() {
    return present(content.getDestination())
        .map(name -> Kinds.destination(content.getKind(), name));
  }

  @Override
  public Instant sentAt() {
    return Instant.ofEpochMilli(content.getTimestampMillis());
  }

  @Override
  public Instant storedAt() {
    return Instant.ofEpochMilli(delivery.getStoredMillis());
  }

  @Override
  public Optional<Instant> expiresAt() {
    return time(delivery.getExpiresMillis());
  }

  @Override
  public boolean redelivered() {
    return delivery.getRedelivered();
  }

  @Override
  public int attempts() {
    return delivery.getAttempts();
  }

  @Override
  public long epoch() {
    return receipt == null ? 0 : receipt.session().epoch();
  }

  @Override
  public long sequence() {
    return delivery.getBrokerSequence();
  }

  @Override
  public Optional<DeadLetter> deadLetter() {
    if (!delivery.hasDeadLetter()) {
      return Optional.empty();
    }
    io.quorate.proto.client.v1.DeadLetter dead = delivery.getDeadLetter();
    return Optional.of(
        new DeadLetter(
            Kinds.destination(dead.getOriginKind(), dead.getOrigin()),
            dead.getReason(),
            dead.getAttempts(),
            Instant.ofEpochMilli(dead.getDeadMillis())));
  }

  @Override
  public void acknowledge() {
    receipt().settle(Settlement.acknowledged());
  }

  @Override
  public void release() {
    receipt().settle(Settlement.released());
  }

  @Override
  public void fail() {
    fail(Duration.ZERO, "");
  }

  @Override
  public void fail(Duration delay, String reason) {
    receipt().settle(Settlement.failed(delay, reason));
  }

  @Override
  public void reject(String reason) {
    receipt().settle(Settlement.rejected(reason));
  }

  @Override
  public CompletableFuture<Settlement.Result> settle(Settlement settlement) {
    return receipt().settleAndTell(settlement);
  }

  @Override
  public void renew() {
    receipt().renew();
  }

  @Override
  public boolean isSettled() {
    return receipt != null && receipt.isSettled();
  }

  /** For people: what it is, not what is in it. */
  @Override
  public String toString() {
    return "message of %d bytes%s%s%s"
        .formatted(
            bodyBytes(),
            id().map(" id %s"::formatted).orElse(""),
            destination().map(" to %s"::formatted).orElse(""),
            sequence() == 0 ? "" : " sequence %d".formatted(sequence()));
  }
}

package io.quorate.client.internal;

import com.google.protobuf.ByteString;
import io.quorate.client.Destination;
import io.quorate.client.Message;
import io.quorate.client.MessageBuilder;
import io.quorate.proto.message.v1.Property;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/** Gathers what the wire form will hold. */
final class WireMessageBuilder implements MessageBuilder {
  private static final int PRIORITY_MAX = 9;

  private final io.quorate.proto.message.v1.Message.Builder message;
  private final Map<String, Property> properties = new LinkedHashMap<>();

  WireMessageBuilder(io.quorate.proto.message.v1.Message from) {
    this.message = from.toBuilder();
    from.getPropertiesList().forEach(property -> properties.put(property.getName(), property));
  }

  @Override
  public MessageBuilder body(byte[] body) {
    message.setBody(ByteString.copyFrom(body));
    return this;
  }

  @Override
  public MessageBuilder text(String text) {
    message.setBody(ByteString.copyFromUtf8(text));
    return this;
  }

  @Override
  public MessageBuilder property(String name, Object value) {
    if (name.isEmpty()) {
      throw new IllegalArgumentException("expected the name of a property, found none");
    }
    properties.put(name, Properties.of(name, value));
    return this;
  }

  @Override
  public MessageBuilder id(String id) {
    message.setId(id);
    return this;
  }

  @Override
  public MessageBuilder correlationId(String correlationId) {
    message.setCorrelationId(correlationId);
    return this;
  }

  @Override
  public MessageBuilder replyTo(Destination replyTo) {
    message.setReplyTo(replyTo.name()).setReplyToKind(Kinds.wire(replyTo.kind()));
    return this;
  }

  @Override
  public MessageBuilder type(String type) {
    message.setType(type);
    return this;
  }

  @Override
  public MessageBuilder contentType(String contentType) {
    message.setContentType(contentType);
    return this;
  }

  @Override
  public MessageBuilder group(String groupId) {
    message.setGroupId(groupId);
    return this;
  }

  @Override
  public MessageBuilder groupSequence(int sequence) {
    message.setGroupSequence(sequence);
    return this;
  }

  @Override
  public MessageBuilder priority(int priority) {
    if (priority < 0 || priority > PRIORITY_MAX) {
      throw new IllegalArgumentException(
          "expected a priority from 0 to %d, found %d".formatted(PRIORITY_MAX, priority));
    }
    message.setPriorityPlusOne(priority + 1);
    return this;
  }

  @Override
  public MessageBuilder timeToLive(Duration timeToLive) {
    message.setTimeToLiveMillis(millis(timeToLive, "time to live"));
    return this;
  }

  @Override
  public MessageBuilder delay(Duration delay) {
    message.setDelayMillis(millis(delay, "delay"));
    return this;
  }

  /** Zero stands for none on the wire, so what is shorter than a millisecond becomes one. */
  private static long millis(Duration duration, String name) {
    if (duration.isNegative()) {
      throw new IllegalArgumentException(
          "expected a %s of zero or more, found %s".formatted(name, duration));
    }
    return duration.isZero() ? 0 : Math.max(1, duration.toMillis());
  }

  @Override
  public MessageBuilder deliverAt(Instant time) {
    message.setDeliverAtMillis(Math.max(1, time.toEpochMilli()));
    return this;
  }

  @Override
  public MessageBuilder nonPersistent() {
    message.setVolatile(true);
    return this;
  }

  @Override
  public Message build() {
    return new WireMessage(
        message.clearProperties().addAllProperties(properties.values()).build(), null);
  }
}

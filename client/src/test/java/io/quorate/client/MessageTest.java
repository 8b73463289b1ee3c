package io.quorate.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

class MessageTest {
  @Test
  void keepsWhatItIsGiven() {
    Message message =
        Message.builder()
            .text("tea")
            .id("1")
            .correlationId("2")
            .replyTo(Destination.topic("answers"))
            .type("order")
            .contentType("text/plain")
            .group("customer 7")
            .groupSequence(3)
            .priority(9)
            .timeToLive(Duration.ofMinutes(1))
            .delay(Duration.ofSeconds(2))
            .deliverAt(Instant.ofEpochMilli(5))
            .property("price", 3.5)
            .property("cups", 2)
            .build();

    assertThat(message.text()).isEqualTo("tea");
    assertThat(message.body()).isEqualTo(new byte[] {'t', 'e', 'a'});
    assertThat(message.bodyBuffer().isReadOnly()).isTrue();
    assertThat(message.id()).contains("1");
    assertThat(message.correlationId()).contains("2");
    assertThat(message.replyTo()).contains(Destination.topic("answers"));
    assertThat(message.type()).contains("order");
    assertThat(message.contentType()).contains("text/plain");
    assertThat(message.groupId()).contains("customer 7");
    assertThat(message.groupSequence()).isEqualTo(3);
    assertThat(message.priority()).isEqualTo(9);
    assertThat(message.timeToLive()).isEqualTo(Duration.ofMinutes(1));
    assertThat(message.delay()).isEqualTo(Duration.ofSeconds(2));
    assertThat(message.deliverAt()).contains(Instant.ofEpochMilli(5));
    assertThat(message.isPersistent()).isTrue();
    assertThat(message.properties()).isEqualTo(Map.of("price", 3.5, "cups", 2));
  }

  @Test
  void hasPlainDefaults() {
    Message message = Message.of(new byte[0]);

    assertThat(message.priority()).isEqualTo(4);
    assertThat(message.id()).isEmpty();
    assertThat(message.timeToLive()).isZero();
    assertThat(message.destination()).isEmpty();
    assertThat(message.redelivered()).isFalse();
    assertThat(message.deadLetter()).isEmpty();
    assertThat(message.isSettled()).isFalse();
  }

  @Test
  void readsPropertiesByTheirType() {
    Message message =
        Message.builder()
            .property("byte", (byte) 1)
            .property("short", (short) 2)
            .property("int", 3)
            .property("long", 4L)
            .property("float", 5f)
            .property("double", 6d)
            .property("flag", true)
            .property("text", "seven")
            .property("bytes", new byte[] {8})
            .build();

    assertThat(message.intProperty("byte")).hasValue(1);
    assertThat(message.intProperty("short")).hasValue(2);
    assertThat(message.longProperty("int")).hasValue(3);
    assertThat(message.longProperty("long")).hasValue(4);
    assertThat(message.doubleProperty("float")).hasValue(5);
    assertThat(message.doubleProperty("double")).hasValue(6);
    assertThat(message.booleanProperty("flag")).contains(true);
    assertThat(message.stringProperty("text")).contains("seven");
    assertThat(message.properties().get("bytes")).isEqualTo(new byte[] {8});
    assertThat(message.intProperty("none")).isEmpty();
  }

  @Test
  void saysWhenAPropertyIsOfAnotherType() {
    Message message = Message.builder().property("price", 3.5).build();

    assertThatThrownBy(() -> message.longProperty("price"))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("price to be a whole number, found the Double 3.5");
    assertThatThrownBy(() -> message.stringProperty("price"))
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void refusesWhatItCannotCarry() {
    assertThatThrownBy(() -> Message.builder().property("x", new Object()))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Message.builder().priority(10))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("0 to 9");
    assertThatThrownBy(() -> Message.builder().delay(Duration.ofMillis(-1)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void isNotChangedByWhatBuiltIt() {
    byte[] body = {1};
    MessageBuilder builder = Message.builder().body(body).property("a", 1);
    Message message = builder.build();
    body[0] = 2;
    builder.property("b", 2).property("a", 3);

    assertThat(message.body()).containsExactly(1);
    assertThat(message.properties()).isEqualTo(Map.of("a", 1));
    assertThat(message.toBuilder().id("7").build().properties()).isEqualTo(Map.of("a", 1));
  }

  @Test
  void cannotBeSettledUnlessItWasReceived() {
    assertThatThrownBy(Message.of("tea")::acknowledge).isInstanceOf(IllegalStateException.class);
  }
}

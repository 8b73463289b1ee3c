package io.quorate.broker.queue;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.quorate.broker.queue.selector.InvalidSelectorException;
import io.quorate.broker.queue.selector.Selector;
import io.quorate.proto.message.v1.Message;
import io.quorate.proto.message.v1.Property;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

class MessagePropertiesTest {
  private static final Message MESSAGE =
      Message.newBuilder()
          .setDestination("orders")
          .setPriorityPlusOne(8)
          .setTimestampMillis(12)
          .setId("id")
          .setCorrelationId("cor")
          .setReplyTo("answers")
          .setType("order")
          .setGroupId("g")
          .setGroupSequence(3)
          .setUserId("joe")
          .addProperties(Property.newBuilder().setName("text").setText("t"))
          .addProperties(Property.newBuilder().setName("flag").setFlag(true))
          .addProperties(Property.newBuilder().setName("int").setIntValue(-7))
          .addProperties(Property.newBuilder().setName("long").setLongValue(Long.MIN_VALUE))
          .addProperties(Property.newBuilder().setName("float").setFloatValue(1.5f))
          .addProperties(Property.newBuilder().setName("double").setDoubleValue(-2.5))
          .addProperties(Property.newBuilder().setName("short").setShortValue(-300))
          .addProperties(Property.newBuilder().setName("byte").setByteValue(-1))
          .addProperties(Property.newBuilder().setName("zero").setIntValue(0))
          .setBody(ByteString.copyFromUtf8("body"))
          .build();

  private final MessageProperties properties =
      MessageProperties.of(ByteBuffer.wrap(MESSAGE.toByteArray()).asReadOnlyBuffer());

  @Test
  void givesHeadersByTheirJmsNames() {
    assertThat(properties.valueOf("JMSDestination")).isEqualTo("orders");
    assertThat(properties.valueOf("JMSDeliveryMode")).isEqualTo("PERSISTENT");
    assertThat(properties.valueOf("JMSPriority")).isEqualTo(7);
    assertThat(properties.valueOf("JMSTimestamp")).isEqualTo(12L);
    assertThat(properties.valueOf("JMSMessageID")).isEqualTo("id");
    assertThat(properties.valueOf("JMSCorrelationID")).isEqualTo("cor");
    assertThat(properties.valueOf("JMSReplyTo")).isEqualTo("answers");
    assertThat(properties.valueOf("JMSType")).isEqualTo("order");
    assertThat(properties.valueOf("JMSXGroupID")).isEqualTo("g");
    assertThat(properties.valueOf("JMSXGroupSeq")).isEqualTo(3);
    assertThat(properties.valueOf("JMSXUserID")).isEqualTo("joe");
  }

  @Test
  void givesPropertiesInTheTypeTheyWereSetWith() {
    assertThat(properties.valueOf("text")).isEqualTo("t");
    assertThat(properties.valueOf("flag")).isEqualTo(true);
    assertThat(properties.valueOf("int")).isEqualTo(-7);
    assertThat(properties.valueOf("long")).isEqualTo(Long.MIN_VALUE);
    assertThat(properties.valueOf("float")).isEqualTo(1.5f);
    assertThat(properties.valueOf("double")).isEqualTo(-2.5);
    assertThat(properties.valueOf("short")).isEqualTo((short) -300);
    assertThat(properties.valueOf("byte")).isEqualTo((byte) -1);
    assertThat(properties.valueOf("zero")).isEqualTo(0);
    assertThat(properties.valueOf("Text")).isNull();
    assertThat(properties.valueOf("missing")).isNull();
  }

  @Test
  void absentHeadersAreNotThere() {
    MessageProperties bare =
        MessageProperties.of(
            ByteBuffer.wrap(Message.newBuilder().setDestination("a").build().toByteArray()));

    assertThat(bare.valueOf("JMSMessageID")).isNull();
    assertThat(bare.valueOf("JMSType")).isNull();
    assertThat(bare.valueOf("JMSXGroupSeq")).isNull();
    assertThat(bare.valueOf("JMSPriority")).isEqualTo(4);
  }

  @Test
  void selectorsAskIt() throws InvalidSelectorException {
    assertThat(Selector.parse("JMSPriority > 5 AND text LIKE 't%'").matches(properties)).isTrue();
    assertThat(Selector.parse("int = 7 OR missing = 1").matches(properties)).isFalse();
  }
}

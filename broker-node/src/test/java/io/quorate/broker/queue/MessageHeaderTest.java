package io.quorate.broker.queue;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnknownFieldSet;
import io.quorate.proto.message.v1.Message;
import io.quorate.proto.message.v1.Property;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** The hand-written reader against the generated class. */
class MessageHeaderTest {
  private final MessageHeader header = new MessageHeader();

  private boolean read(byte[] bytes) {
    return header.read(bytes, 0, bytes.length);
  }

  @Test
  void agreesWithTheGeneratedClass() {
    SplittableRandom random = new SplittableRandom(5);
    for (int i = 0; i < 5_000; i++) {
      Message message = anyMessage(random);

      assertThat(read(message.toByteArray())).isTrue();

      assertThat(header.destination()).isEqualTo(message.getDestination());
      assertThat(header.kind().toString()).isEqualTo(message.getKind().toString());
      assertThat(header.isVolatile()).isEqualTo(message.getVolatile());
      int plusOne = message.getPriorityPlusOne();
      assertThat(header.priority()).isEqualTo(plusOne == 0 ? 4 : plusOne - 1);
      assertThat(header.timeToLiveMillis()).isEqualTo(message.getTimeToLiveMillis());
      assertThat(header.dueMillis(0))
          .isEqualTo(Math.max(message.getDelayMillis(), message.getDeliverAtMillis()));
      assertThat(header.envelopeBytes())
          .isEqualTo(message.getSerializedSize() - message.getBody().size());
    }
  }

  private static Message anyMessage(SplittableRandom random) {
    Message.Builder message =
        Message.newBuilder()
            .setDestination("q" + random.nextInt(1_000))
            .setKindValue(random.nextInt(2))
            .setVolatile(random.nextBoolean())
            .setPriorityPlusOne(random.nextInt(11))
            .setTimeToLiveMillis(random.nextInt(3) == 0 ? random.nextLong(1L << 50) : 0)
            .setDelayMillis(random.nextInt(3) == 0 ? random.nextLong(1L << 40) : 0)
            .setDeliverAtMillis(random.nextInt(3) == 0 ? random.nextLong(1L << 40) : 0)
            .setTimestampMillis(random.nextLong())
            .setBody(ByteString.copyFrom(new byte[random.nextInt(300)]));
    if (random.nextBoolean()) {
      message.setId("id-" + random.nextLong()).setGroupSequence(random.nextInt());
      message.addProperties(
          Property.newBuilder().setName("weight").setDoubleValue(random.nextDouble()));
    }
    return message.build();
  }

  @Test
  void skipsFieldsOfLaterReleases() {
    Message later =
        Message.newBuilder()
            .setDestination("orders")
            .setUnknownFields(
                UnknownFieldSet.newBuilder()
                    .addField(
                        29,
                        UnknownFieldSet.Field.newBuilder()
                            .addVarint(1)
                            .addFixed32(2)
                            .addFixed64(3)
                            .addLengthDelimited(ByteString.copyFromUtf8("x"))
                            .build())
                    .build())
            .build();

    assertThat(read(later.toByteArray())).isTrue();
    assertThat(header.destination()).isEqualTo("orders");
  }

  @Test
  void theLastValueOfAFieldCounts() {
    ByteArrayOutputStream twice = new ByteArrayOutputStream();
    twice.writeBytes(Message.newBuilder().setDestination("first").build().toByteArray());
    twice.writeBytes(Message.newBuilder().setDestination("second").build().toByteArray());

    assertThat(read(twice.toByteArray())).isTrue();
    assertThat(header.destination()).isEqualTo("second");
  }

  @Test
  void forgetsTheMessageBefore() {
    read(Message.newBuilder().setDestination("a").setPriorityPlusOne(10).build().toByteArray());

    assertThat(read(Message.newBuilder().setDestination("b").build().toByteArray())).isTrue();
    assertThat(header.priority()).isEqualTo(MessageHeader.PRIORITY_DEFAULT);
    assertThat(read(new byte[0])).isFalse();
  }

  @Test
  void refusesWhatItCannotUnderstand() {
    assertThat(read(Message.newBuilder().setId("no destination").build().toByteArray())).isFalse();
    assertThat(read(Message.newBuilder().setDestination("a").setKindValue(2).build().toByteArray()))
        .isFalse();
    assertThat(
            read(
                Message.newBuilder()
                    .setDestination("a")
                    .setPriorityPlusOne(11)
                    .build()
                    .toByteArray()))
        .isFalse();
  }

  @Test
  void staysWithinItsBoundsWhateverTheBytes() {
    SplittableRandom random = new SplittableRandom(6);
    byte[] valid = anyMessage(random).toByteArray();
    for (int i = 0; i < 50_000; i++) {
      byte[] bytes = random.nextBoolean() ? valid.clone() : new byte[random.nextInt(40)];
      for (int k = random.nextInt(4); k >= 0 && bytes.length > 0; k--) {
        bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
      }

      read(bytes);
      MessageProperties.of(ByteBuffer.wrap(bytes)).valueOf("weight");
    }
  }
}

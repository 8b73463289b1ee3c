package io.quorate.broker.process;

import static java.nio.charset.StandardCharsets.US_ASCII;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import io.quorate.proto.admin.v1.AppendRequest;
import io.quorate.proto.client.v1.ClientFrame;
import io.quorate.proto.client.v1.MoveMessagesRequest;
import io.quorate.proto.client.v1.Open;
import io.quorate.proto.replication.v1.Wire;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/**
 * What a port may be sent by somebody who means it badly or has the wrong port: from bytes that
 * mean nothing to calls of the right shape with nonsense inside. Drawn from a seed.
 */
final class WireGarbage {
  private static final byte[] PREFACE = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(US_ASCII);
  private static final int BYTES_MAX = 16 << 10;
  private static final int FRAME_TYPES = 12;
  private static final int DEPTH_MAX = 4;

  private static final byte DATA = 0;
  private static final byte HEADERS = 1;
  private static final byte SETTINGS = 4;
  private static final byte END_OF_HEADERS = 4;

  private record Call(String path, Message first, Message rest) {}

  private static final List<Call> CALLS =
      List.of(
          new Call(
              "/quorate.client.v1.Broker/Connect", opening(), ClientFrame.getDefaultInstance()),
          new Call(
              "/quorate.client.v1.Broker/MoveMessages",
              MoveMessagesRequest.getDefaultInstance(),
              MoveMessagesRequest.getDefaultInstance()),
          new Call(
              "/quorate.admin.v1.Admin/AppendEntries",
              AppendRequest.getDefaultInstance(),
              AppendRequest.getDefaultInstance()),
          new Call(
              "/quorate.replication.v1.Replication/Converse",
              Wire.Frame.getDefaultInstance(),
              Wire.Frame.getDefaultInstance()));

  private final SplittableRandom random;

  WireGarbage(long seed) {
    random = new SplittableRandom(seed);
  }

  private static Message opening() {
    return ClientFrame.newBuilder()
        .setOpen(
            Open.newBuilder()
                .setConnectionId(ByteString.copyFrom(new byte[16]))
                .setGroup("main")
                .setClient("garbage"))
        .build();
  }

  /** All that one connection sends. */
  byte[] next() {
    return switch (random.nextInt(6)) {
      case 0 -> bytes(BYTES_MAX);
      case 1 -> request();
      case 2 -> frames();
      case 3 -> cut(call());
      default -> call();
    };
  }

  private byte[] bytes(int countMax) {
    byte[] bytes = new byte[random.nextInt(countMax + 1)];
    random.nextBytes(bytes);
    return bytes;
  }

  private byte[] cut(byte[] whole) {
    return Arrays.copyOf(whole, random.nextInt(whole.length + 1));
  }

  /** HTTP as browsers speak it, perhaps with a header too many or a body that never comes. */
  private byte[] request() {
    String head =
        "%s /%s HTTP/1.1\r\nHost: %s\r\n"
            .formatted(
                random.nextBoolean() ? "GET" : "POST",
                random.nextBoolean() ? "metrics" : "x".repeat(random.nextInt(BYTES_MAX)),
                "h".repeat(random.nextInt(100)));
    String more =
        switch (random.nextInt(3)) {
          case 0 -> "X: y\r\n".repeat(random.nextInt(2_000)) + "\r\n";
          case 1 -> "Content-Length: %d\r\n\r\n".formatted(random.nextLong());
          default -> "";
        };
    return (head + more).getBytes(US_ASCII);
  }

  /** Frames of HTTP/2 whose parts have nothing to do with each other. */
  private byte[] frames() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(PREFACE);
    out.writeBytes(frame(SETTINGS, (byte) 0, 0, new byte[0]));
    for (int left = random.nextInt(1, 8); left > 0; left--) {
      byte[] payload = bytes(1_000);
      int announced = random.nextInt(4) > 0 ? payload.length : random.nextInt(1 << 24);
      out.writeBytes(header(announced, random.nextInt(FRAME_TYPES), bits(), random.nextInt(8)));
      out.writeBytes(payload);
    }
    return out.toByteArray();
  }

  private byte bits() {
    return (byte) random.nextInt(1 << Byte.SIZE);
  }

  /** A call as a client would make it, of one of our services, with messages full of nonsense. */
  private byte[] call() {
    Call call = CALLS.get(random.nextInt(CALLS.size()));
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(PREFACE);
    out.writeBytes(frame(SETTINGS, (byte) 0, 0, new byte[0]));
    out.writeBytes(frame(HEADERS, END_OF_HEADERS, 1, headers(call.path)));
    out.writeBytes(frame(DATA, (byte) 0, 1, message(call.first.toByteArray())));
    for (int left = random.nextInt(10); left > 0; left--) {
      byte[] body = filled(call.rest.newBuilderForType(), DEPTH_MAX).toByteArray();
      out.writeBytes(frame(DATA, (byte) 0, 1, message(random.nextInt(4) > 0 ? body : cut(body))));
    }
    return out.toByteArray();
  }

  /** Uncompressed names and values, as any client may send them. */
  private static byte[] headers(String path) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    String[] pairs = {
      ":method",
      "POST",
      ":scheme",
      "http",
      ":path",
      path,
      ":authority",
      "localhost",
      "content-type",
      "application/grpc",
      "te",
      "trailers"
    };
    for (int i = 0; i < pairs.length; i += 2) {
      out.write(0);
      for (String word : List.of(pairs[i], pairs[i + 1])) {
        out.write(word.length());
        out.writeBytes(word.getBytes(US_ASCII));
      }
    }
    return out.toByteArray();
  }

  /** Now and then of a length that is not what follows, up to two gigabytes. */
  private byte[] message(byte[] body) {
    boolean lies = random.nextInt(10) == 0;
    int announced = lies ? random.nextInt() & Integer.MAX_VALUE : body.length;
    int compressed = random.nextInt(20) == 0 ? 1 : 0;
    return ByteBuffer.allocate(5 + body.length)
        .put((byte) compressed)
        .putInt(announced)
        .put(body)
        .array();
  }

  private static byte[] frame(byte type, byte flags, int stream, byte[] payload) {
    byte[] header = header(payload.length, type, flags, stream);
    return ByteBuffer.allocate(header.length + payload.length).put(header).put(payload).array();
  }

  private static byte[] header(int length, int type, byte flags, int stream) {
    return ByteBuffer.allocate(9)
        .put((byte) (length >> 16))
        .putShort((short) length)
        .put((byte) type)
        .put(flags)
        .putInt(stream)
        .array();
  }

  /** Some fields of the message have some value. */
  private Message filled(Message.Builder builder, int depth) {
    for (FieldDescriptor field : builder.getDescriptorForType().getFields()) {
      boolean isMessage = field.getJavaType() == FieldDescriptor.JavaType.MESSAGE;
      if ((isMessage && depth == 0) || random.nextInt(3) == 0) {
        continue;
      }
      if (field.isRepeated()) {
        for (int left = random.nextInt(4); left > 0; left--) {
          builder.addRepeatedField(field, value(builder, field, depth));
        }
      } else {
        builder.setField(field, value(builder, field, depth));
      }
    }
    return builder.build();
  }

  private Object value(Message.Builder builder, FieldDescriptor field, int depth) {
    return switch (field.getJavaType()) {
      case INT -> random.nextBoolean() ? random.nextInt(16) : random.nextInt();
      case LONG -> random.nextBoolean() ? random.nextLong(16) : random.nextLong();
      case FLOAT -> (float) random.nextDouble();
      case DOUBLE -> random.nextDouble();
      case BOOLEAN -> random.nextBoolean();
      case STRING -> "garbage" + random.nextInt(20);
      case BYTE_STRING -> ByteString.copyFrom(bytes(random.nextBoolean() ? 16 : 300));
      case ENUM ->
          field
              .getEnumType()
              .getValues()
              .get(random.nextInt(field.getEnumType().getValues().size()));
      case MESSAGE -> filled(builder.newBuilderForField(field), depth - 1);
    };
  }
}

package io.quorate.replication.grpc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.quorate.proto.replication.v1.Wire;
import io.quorate.replication.message.Envelope;
import io.quorate.replication.message.Message;
import io.quorate.replication.model.CorruptEntryException;
import io.quorate.replication.model.Entry;
import io.quorate.replication.model.EntryType;
import io.quorate.replication.model.GroupId;
import io.quorate.replication.model.LogEnd;
import io.quorate.replication.model.Member;
import io.quorate.replication.model.NodeId;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.SplittableRandom;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class WireMessagesTest {
  private static final Member SENDER = new Member(NodeId.of(2), -7);
  private static final UUID STORAGE = new UUID(1, -2);
  private static final GroupId GROUP = new GroupId("orders-1");

  @Test
  void everyMessageComesBackAsItWas() throws Exception {
    for (long seed = 1; seed <= 100; seed++) {
      RandomMessages random = new RandomMessages(seed);
      for (Class<?> type : Message.class.getPermittedSubclasses()) {
        if (type.isRecord()) {
          Envelope sent = new Envelope(GROUP, SENDER, STORAGE, random.next(type));

          Envelope received = throughTheWire(sent);

          assertEquals(
              RandomMessages.describe(sent), RandomMessages.describe(received), "seed " + seed);
        }
      }
    }
  }

  @Test
  void entriesAreNotCopiedOnTheWayOut() {
    Entry entry = entryOf(10);

    Wire.Envelope wire = WireMessages.envelope(GROUP, STORAGE, ship(entry));

    Message.Ship back = (Message.Ship) WireMessages.envelope(wire, SENDER).message();
    assertSame(entry.bytes(), back.entries().get(0).bytes());
  }

  @Test
  void damagedEntriesAreNoticed() {
    Entry entry = entryOf(10);
    byte[] damaged = entry.bytes().clone();
    damaged[damaged.length - 1] ^= 1;
    Wire.Envelope.Builder wire = WireMessages.envelope(GROUP, STORAGE, ship(entry)).toBuilder();
    wire.getShipBuilder().setEntries(0, ByteString.copyFrom(damaged));

    assertThrows(CorruptEntryException.class, () -> WireMessages.envelope(wire.build(), SENDER));
  }

  /** Whatever the bytes are, the end is a message or an exception by which the stream ends. */
  @Test
  void garbageEndsInAnOrdinaryException() throws Exception {
    SplittableRandom random = new SplittableRandom(11);
    int refused = 0;
    for (int seed = 0; seed < 500; seed++) {
      RandomMessages messages = new RandomMessages(seed);
      for (Class<?> type : Message.class.getPermittedSubclasses()) {
        if (type.isRecord()) {
          byte[] bytes = WireMessages.envelope(GROUP, STORAGE, messages.next(type)).toByteArray();
          for (int flips = 1 + random.nextInt(3); flips > 0; flips--) {
            bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
          }
          refused += isRefused(bytes) ? 1 : 0;
        }
      }
    }
    assertTrue(refused > 1_000, "refused " + refused);
  }

  private static boolean isRefused(byte[] bytes) {
    try {
      WireMessages.envelope(Wire.Envelope.parseFrom(bytes), SENDER);
      return false;
    } catch (InvalidProtocolBufferException | RuntimeException expected) {
      return true;
    }
  }

  private static Envelope throughTheWire(Envelope sent) throws Exception {
    byte[] bytes =
        WireMessages.envelope(sent.group(), sent.storageUuid(), sent.message()).toByteArray();
    return WireMessages.envelope(Wire.Envelope.parseFrom(bytes), sent.from());
  }

  private static Message.Ship ship(Entry entry) {
    return new Message.Ship(1, 1, LogEnd.START, List.of(entry), 0);
  }

  private static Entry entryOf(int payloadBytes) {
    return Entry.after(
        LogEnd.START,
        1,
        EntryType.MESSAGE,
        Entry.VERSION,
        1,
        ByteBuffer.wrap(new byte[payloadBytes]));
  }
}

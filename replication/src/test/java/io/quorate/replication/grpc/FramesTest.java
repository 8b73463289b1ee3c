package io.quorate.replication.grpc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.ByteString;
import io.quorate.proto.replication.v1.Wire;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class FramesTest {
  private static final int MIB = 1 << 20;

  @Test
  void fullShipmentTravelsWhole() {
    List<Wire.Frame> frames = framesOf(shipOf(MIB));

    assertEquals(1, frames.size());
    assertTrue(frames.get(0).hasEnvelope());
  }

  @Test
  void largeMessageIsCutAndPutTogetherAgain() throws Exception {
    Wire.Envelope large = shipOf(16 * MIB);
    Reassembly reassembly = new Reassembly();

    List<Wire.Frame> frames = framesOf(large);
    Wire.Envelope whole = null;
    for (Wire.Frame frame : frames) {
      assertNull(whole);
      assertTrue(frame.getSerializedSize() <= Frames.FRAME_BYTES_MAX);
      whole = reassembly.add(frame.getPart());
    }

    assertEquals(17, frames.size());
    assertEquals(large, whole);
  }

  @Test
  void partsWithoutEndAreRefused() throws Exception {
    Wire.Part part = Wire.Part.newBuilder().setBytes(ByteString.copyFrom(new byte[MIB])).build();
    Reassembly reassembly = new Reassembly();
    for (int i = 0; i < Frames.ENVELOPE_BYTES_MAX / MIB; i++) {
      reassembly.add(part);
    }

    assertThrows(IllegalArgumentException.class, () -> reassembly.add(part));
    assertThrows(
        IllegalArgumentException.class, () -> new Reassembly().add(Wire.Part.getDefaultInstance()));
  }

  @Test
  void answersPassBetweenThePartsOfLargeMessage() {
    OutboundQueue queue = new OutboundQueue(32L * MIB);
    queue.offer(shipOf(3 * MIB));
    Wire.Frame first = queue.poll();
    queue.offer(Wire.Envelope.newBuilder().setAccept(Wire.Accept.getDefaultInstance()).build());

    Wire.Frame second = queue.poll();
    Wire.Frame third = queue.poll();

    assertNotNull(first);
    assertNotNull(second);
    assertNotNull(third);
    assertTrue(first.hasPart());
    assertTrue(second.getEnvelope().hasAccept());
    assertTrue(third.hasPart());
  }

  @Test
  void queueTakesNoMoreThanItsBound() {
    OutboundQueue queue = new OutboundQueue(3L * MIB);
    int taken = 0;
    for (int i = 0; i < 10; i++) {
      taken += queue.offer(shipOf(MIB - 100)) ? 1 : 0;
    }

    assertEquals(3, taken);
    assertTrue(queue.bytes() <= 3L * MIB);
    queue.clear();
    assertNull(queue.poll());
    assertTrue(queue.offer(shipOf(16 * MIB)), "one message always finds room");
  }

  private static List<Wire.Frame> framesOf(Wire.Envelope envelope) {
    List<Wire.Frame> frames = new ArrayList<>();
    Frames.of(envelope).forEachRemaining(frames::add);
    return frames;
  }

  private static Wire.Envelope shipOf(int bytes) {
    return Wire.Envelope.newBuilder()
        .setShip(Wire.Ship.newBuilder().addEntries(ByteString.copyFrom(new byte[bytes])))
        .build();
  }
}

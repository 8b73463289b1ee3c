package io.quorate.replication.grpc;

import com.google.protobuf.ByteString;
import io.quorate.proto.replication.v1.Wire;
import java.util.Collections;
import java.util.Iterator;

/** How envelopes travel: whole, or cut into parts where they are too large. */
final class Frames {
  static final int PART_BYTES_MAX = 1 << 20;

  /** A shipment of 1 MiB of entries still travels whole, with everything that goes around it. */
  static final int WHOLE_BYTES_MAX = PART_BYTES_MAX + (PART_BYTES_MAX >> 3);

  static final int FRAME_BYTES_MAX = PART_BYTES_MAX + (PART_BYTES_MAX >> 2);

  /** An entry of 16 MiB, its header, and more than a full chunk beside it. */
  static final int ENVELOPE_BYTES_MAX = 20 << 20;

  static final Wire.Frame PING =
      Wire.Frame.newBuilder().setPing(Wire.Ping.getDefaultInstance()).build();

  private Frames() {}

  static Iterator<Wire.Frame> of(Wire.Envelope envelope) {
    if (envelope.getSerializedSize() <= WHOLE_BYTES_MAX) {
      return Collections.singleton(Wire.Frame.newBuilder().setEnvelope(envelope).build())
          .iterator();
    }
    return new Parts(envelope.toByteString());
  }

  private static final class Parts implements Iterator<Wire.Frame> {
    private final ByteString bytes;
    private int next;

    Parts(ByteString bytes) {
      this.bytes = bytes;
    }

    @Override
    public boolean hasNext() {
      return next < bytes.size();
    }

    @Override
    public Wire.Frame next() {
      int end = Math.min(next + PART_BYTES_MAX, bytes.size());
      Wire.Part.Builder part =
          Wire.Part.newBuilder().setBytes(bytes.substring(next, end)).setLast(end == bytes.size());
      next = end;
      return Wire.Frame.newBuilder().setPart(part).build();
    }
  }
}

package io.quorate.replication.grpc;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.quorate.proto.replication.v1.Wire;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Gathers the parts of one envelope at a time. Holds no more than has arrived. */
final class Reassembly {
  private final List<ByteString> parts = new ArrayList<>();
  private int gatheredBytes;

  /**
   * @return the envelope if this was its last part
   * @throws IllegalArgumentException if the parts are more than any envelope has
   */
  Wire.@Nullable Envelope add(Wire.Part part) throws InvalidProtocolBufferException {
    gatheredBytes += part.getBytes().size();
    if (part.getBytes().isEmpty() || gatheredBytes > Frames.ENVELOPE_BYTES_MAX) {
      throw new IllegalArgumentException(
          "parts of at most %d bytes expected, %d bytes found"
              .formatted(Frames.ENVELOPE_BYTES_MAX, gatheredBytes));
    }
    parts.add(part.getBytes());
    if (!part.getLast()) {
      return null;
    }
    ByteString whole = ByteString.copyFrom(parts);
    parts.clear();
    gatheredBytes = 0;
    return Wire.Envelope.parseFrom(whole);
  }
}

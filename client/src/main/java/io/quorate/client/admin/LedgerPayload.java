package io.quorate.client.admin;

import java.nio.ByteBuffer;

/**
 * The payload that the nodes' ledger counts by: the producer (8 bytes, big-endian), its sequence (8
 * bytes), and a body of any length. The other end is {@code LedgerStateMachine.payload} in the
 * module replication, which this one must not know; a test of broker-node holds the two together.
 */
public record LedgerPayload(long producer, long sequence, byte[] body) {
  public static final int HEADER_BYTES = 2 * Long.BYTES;

  public byte[] encode() {
    return ByteBuffer.allocate(HEADER_BYTES + body.length)
        .putLong(producer)
        .putLong(sequence)
        .put(body)
        .array();
  }

  /** Whether a payload is long enough to be one of these. */
  public static boolean fits(byte[] payload) {
    return payload.length >= HEADER_BYTES;
  }

  public static LedgerPayload decode(byte[] payload) {
    if (!fits(payload)) {
      throw new IllegalArgumentException(
          "expected a payload of at least %d bytes, found %d"
              .formatted(HEADER_BYTES, payload.length));
    }
    ByteBuffer in = ByteBuffer.wrap(payload);
    long producer = in.getLong();
    long sequence = in.getLong();
    byte[] body = new byte[in.remaining()];
    in.get(body);
    return new LedgerPayload(producer, sequence, body);
  }
}

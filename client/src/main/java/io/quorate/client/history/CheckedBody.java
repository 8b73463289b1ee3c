package io.quorate.client.history;

import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/**
 * A message's body that tells which message it is and whether it is whole: the producer (8 bytes,
 * big-endian), the sequence (8 bytes), a filler that does not compress, and a CRC-32C (4 bytes) of
 * all before it.
 */
public record CheckedBody(long producer, long sequence, int fillerBytes) {
  private static final int HEADER_BYTES = 2 * Long.BYTES;
  private static final int CRC_BYTES = Integer.BYTES;

  /** Without a filler. */
  public static final int BYTES_MIN = HEADER_BYTES + CRC_BYTES;

  public CheckedBody {
    if (fillerBytes < 0) {
      throw new IllegalArgumentException(
          "expected a body of at least %d bytes, found %d"
              .formatted(BYTES_MIN, BYTES_MIN + fillerBytes));
    }
  }

  /** Of that many bytes in all. */
  public static CheckedBody ofSize(long producer, long sequence, int sizeBytes) {
    return new CheckedBody(producer, sequence, sizeBytes - BYTES_MIN);
  }

  public byte[] encode() {
    ByteBuffer out = ByteBuffer.allocate(BYTES_MIN + fillerBytes);
    out.putLong(producer).putLong(sequence);
    fill(out);
    return out.putInt(crcOf(out.array())).array();
  }

  /** A xorshift by words: drawing each byte costs more than all else that a client does. */
  private void fill(ByteBuffer out) {
    long word = (producer * 31 + sequence) | 1;
    while (out.remaining() >= Long.BYTES + CRC_BYTES) {
      word ^= word << 13;
      word ^= word >>> 7;
      word ^= word << 17;
      out.putLong(word);
    }
    out.position(out.limit() - CRC_BYTES);
  }

  /**
   * Reads a body and holds it against its checksum.
   *
   * @throws IllegalArgumentException if it is not as it was encoded
   */
  public static CheckedBody decode(byte[] body) {
    if (body.length < BYTES_MIN) {
      throw new IllegalArgumentException(
          "expected a body of at least %d bytes, found %d".formatted(BYTES_MIN, body.length));
    }
    ByteBuffer in = ByteBuffer.wrap(body);
    CheckedBody decoded = ofSize(in.getLong(), in.getLong(), body.length);
    int crc = in.getInt(body.length - CRC_BYTES);
    if (crc != crcOf(body)) {
      throw new IllegalArgumentException(
          "expected the checksum %08x, found %08x: the body, said to be message %d of producer %d, was changed on its way"
              .formatted(crc, crcOf(body), decoded.sequence, decoded.producer));
    }
    return decoded;
  }

  private static int crcOf(byte[] body) {
    CRC32C crc = new CRC32C();
    crc.update(body, 0, body.length - CRC_BYTES);
    return (int) crc.getValue();
  }
}

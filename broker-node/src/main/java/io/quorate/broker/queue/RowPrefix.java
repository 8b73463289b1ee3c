package io.quorate.broker.queue;

import java.nio.ByteBuffer;

/**
 * How the keys of one structure's rows begin: 10 bytes. Its header row has no more, its chunks'
 * rows have 8 bytes more.
 *
 * @param kind which structure
 * @param id of its owner
 * @param part which of its owner's; the band of a lane
 */
record RowPrefix(byte kind, long id, byte part) {
  static final int LENGTH = 1 + Long.BYTES + 1;

  /** Of a header's or a chunk's key. */
  static RowPrefix of(byte[] key) {
    ByteBuffer in = ByteBuffer.wrap(key);
    return new RowPrefix(in.get(), in.getLong(), in.get());
  }

  byte[] headerKey() {
    return put(ByteBuffer.allocate(LENGTH)).array();
  }

  byte[] chunkKey(long chunkId) {
    return put(ByteBuffer.allocate(LENGTH + Long.BYTES)).putLong(chunkId).array();
  }

  /** Tells the facts of one structure from those of another. */
  long hash() {
    return FactHash.of(FactHash.mix(kind + 1L), id, part);
  }

  static boolean isHeader(byte[] key) {
    return key.length == LENGTH;
  }

  static long chunkId(byte[] key) {
    return ByteBuffer.wrap(key).getLong(LENGTH);
  }

  private ByteBuffer put(ByteBuffer out) {
    return out.put(kind).putLong(id).put(part);
  }
}

package io.quorate.replication.model;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.CRC32C;

/**
 * The unit of the log, in the bytes that are logged, shipped and stored; encoded once, by the
 * master that appended it. The array is never changed after construction and belongs to the entry.
 *
 * <pre>
 *  0 version  1 type  2 reserved(2)  4 payload length(4)
 *  8 epoch   16 index  24 time (ms, the log's own)  32 offset (log bytes before this entry)
 * 40 crc32c over the bytes 0-39 and the payload (4)  44 chain (8)  52 payload
 * </pre>
 *
 * The chain covers everything before: two logs whose chains agree at an index agree up to it (I3).
 */
public final class Entry {
  public static final byte VERSION = 1;
  public static final int HEADER_BYTES = 52;

  private static final int CRC_AT = 40;
  private static final int CHAIN_AT = 44;
  private static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

  private final byte[] bytes;

  private Entry(byte[] bytes) {
    this.bytes = bytes;
  }

  /** Encodes the entry that follows {@code before}. */
  public static Entry after(
      LogEnd before, long epoch, byte type, byte version, long timeMillis, ByteBuffer payload) {
    int length = payload.remaining();
    byte[] bytes = new byte[HEADER_BYTES + length];
    bytes[0] = version;
    bytes[1] = type;
    INT.set(bytes, 4, length);
    LONG.set(bytes, 8, epoch);
    LONG.set(bytes, 16, before.index() + 1);
    LONG.set(bytes, 24, timeMillis);
    LONG.set(bytes, 32, before.offset());
    payload.get(payload.position(), bytes, HEADER_BYTES, length);
    int crc = crcOf(bytes);
    INT.set(bytes, CRC_AT, crc);
    LONG.set(bytes, CHAIN_AT, chain(before.chain(), epoch, before.index() + 1, crc));
    return new Entry(bytes);
  }

  /**
   * Takes over the array without a copy.
   *
   * @throws CorruptEntryException if the bytes are no whole entry or their checksum is wrong
   */
  public static Entry decode(byte[] bytes) {
    if (bytes.length < HEADER_BYTES || (int) INT.get(bytes, 4) != bytes.length - HEADER_BYTES) {
      throw new CorruptEntryException(
          "an entry of " + bytes.length + " bytes whose header does not fit its length");
    }
    Entry entry = new Entry(bytes);
    int found = crcOf(bytes);
    if (found != entry.crc()) {
      throw new CorruptEntryException(
          String.format(
              "entry %s: checksum %08x expected, %08x found",
              entry.position(), entry.crc(), found));
    }
    return entry;
  }

  private static int crcOf(byte[] bytes) {
    CRC32C crc = new CRC32C();
    crc.update(bytes, 0, CRC_AT);
    crc.update(bytes, HEADER_BYTES, bytes.length - HEADER_BYTES);
    return (int) crc.getValue();
  }

  private static long chain(long before, long epoch, long index, int crc) {
    return mix(mix(mix(before + 0x9E3779B97F4A7C15L) ^ epoch) + index) ^ mix(crc);
  }

  /** The finishing step of SplitMix64: every input bit reaches every output bit. */
  private static long mix(long value) {
    long mixed = (value ^ (value >>> 30)) * 0xBF58476D1CE4E5B9L;
    mixed = (mixed ^ (mixed >>> 27)) * 0x94D049BB133111EBL;
    return mixed ^ (mixed >>> 31);
  }

  /** Whether this entry continues a log that ends in {@code before}: the chain proves it. */
  public boolean follows(LogEnd before) {
    return index() == before.index() + 1
        && offset() == before.offset()
        && epoch() >= before.epoch()
        && chain() == chain(before.chain(), epoch(), index(), crc());
  }

  public byte version() {
    return bytes[0];
  }

  public byte type() {
    return bytes[1];
  }

  public long epoch() {
    return (long) LONG.get(bytes, 8);
  }

  public long index() {
    return (long) LONG.get(bytes, 16);
  }

  /** The log's time in milliseconds; never falls from one entry to the next. */
  public long timeMillis() {
    return (long) LONG.get(bytes, 24);
  }

  /** Bytes of all entries before this one since the log began; the same on every node. */
  public long offset() {
    return (long) LONG.get(bytes, 32);
  }

  public int crc() {
    return (int) INT.get(bytes, CRC_AT);
  }

  public long chain() {
    return (long) LONG.get(bytes, CHAIN_AT);
  }

  public LogPosition position() {
    return new LogPosition(epoch(), index());
  }

  /** How a log ends whose last entry is this one. */
  public LogEnd end() {
    return new LogEnd(epoch(), index(), chain(), offset() + bytes.length, timeMillis());
  }

  public int size() {
    return bytes.length;
  }

  public ByteBuffer payload() {
    return ByteBuffer.wrap(bytes, HEADER_BYTES, bytes.length - HEADER_BYTES)
        .slice()
        .asReadOnlyBuffer();
  }

  /** The entry's own array, not a copy: readers must not write to it. */
  public byte[] bytes() {
    return bytes;
  }

  @Override
  public String toString() {
    return "entry " + position() + " type " + (type() & 0xff);
  }
}

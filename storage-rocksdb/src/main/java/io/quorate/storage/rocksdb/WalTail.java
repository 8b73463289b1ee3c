package io.quorate.storage.rocksdb;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.CRC32C;

/**
 * Reads the write-ahead log before RocksDB does, whose recovery takes the first damaged byte for
 * the log's end. After a crash at most the last write is in doubt; every write before it had been
 * synced. So recovery has to reach at least the number before the last one that begins anywhere in
 * the files.
 *
 * <pre>
 * file: blocks of 32 KiB, each of fragments that do not cross blocks
 * fragment: masked crc32c of what follows(4) length(2) type(1) file number(4) payload
 * payload where a write begins: sequence number(8) count(4) ...
 * </pre>
 */
final class WalTail {
  private static final int BLOCK_BYTES = 32 << 10;
  private static final int HEADER_BYTES = 11;
  private static final int LENGTH_AT = 4;
  private static final int TYPE_AT = 6;
  private static final int NUMBER_AT = 7;

  /** A write in one fragment, and the first, middle and last one of several. */
  private static final int FULL = 5;

  private static final int FIRST = 6;
  private static final int LAST = 8;

  private final int fileNumber;
  private final ByteBuffer block;
  private final CRC32C crc = new CRC32C();
  private long highest;

  private WalTail(int fileNumber) {
    this.fileNumber = fileNumber;
    this.block = ByteBuffer.allocate(BLOCK_BYTES).order(ByteOrder.LITTLE_ENDIAN);
  }

  /**
   * The number that a recovery without loss reaches or passes; 0 if there is nothing to recover.
   */
  static long syncedSequence(Path database) throws IOException {
    long last = 0;
    if (Files.isDirectory(database)) {
      for (Path file : filesOf(database)) {
        last = Math.max(last, lastBeginIn(file));
      }
    }
    return Math.max(0, last - 1);
  }

  private static List<Path> filesOf(Path database) throws IOException {
    try (Stream<Path> files = Files.list(database)) {
      return files
          .filter(file -> file.getFileName().toString().matches("\\d+\\.log"))
          .collect(Collectors.toList());
    }
  }

  private static long lastBeginIn(Path file) throws IOException {
    String name = file.getFileName().toString();
    WalTail tail = new WalTail((int) Long.parseLong(name.substring(0, name.indexOf('.'))));
    try (InputStream in = Files.newInputStream(file)) {
      int read = in.readNBytes(tail.block.array(), 0, BLOCK_BYTES);
      while (read > 0) {
        tail.block.limit(read);
        tail.scanBlock();
        tail.block.clear();
        read = in.readNBytes(tail.block.array(), 0, BLOCK_BYTES);
      }
    }
    return tail.highest;
  }

  /**
   * Fragment by fragment, also through what an earlier use of the file left behind; where there is
   * none, byte by byte until the next.
   */
  private void scanBlock() {
    for (int at = 0; at + HEADER_BYTES <= block.limit(); ) {
      if (isFragment(at)) {
        noteBegin(at);
        at += HEADER_BYTES + lengthAt(at);
      } else {
        at++;
      }
    }
  }

  private boolean isFragment(int at) {
    int type = block.get(at + TYPE_AT);
    if (type < FULL || type > LAST) {
      return false;
    }
    int end = at + HEADER_BYTES + lengthAt(at);
    return end <= block.limit() && block.getInt(at) == maskedCrc(at + TYPE_AT, end);
  }

  private void noteBegin(int at) {
    int type = block.get(at + TYPE_AT);
    boolean begins = type == FULL || type == FIRST;
    if (begins && block.getInt(at + NUMBER_AT) == fileNumber && lengthAt(at) >= Long.BYTES) {
      highest = Math.max(highest, block.getLong(at + HEADER_BYTES));
    }
  }

  private int lengthAt(int at) {
    return block.getShort(at + LENGTH_AT) & 0xffff;
  }

  private int maskedCrc(int from, int to) {
    crc.reset();
    crc.update(block.array(), from, to - from);
    int value = (int) crc.getValue();
    return ((value >>> 15) | (value << 17)) + 0xa282ead8;
  }
}

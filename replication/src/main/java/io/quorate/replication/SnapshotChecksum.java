package io.quorate.replication;

import io.quorate.replication.model.Entry;
import io.quorate.replication.model.Row;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.zip.CRC32C;

/** Runs over a snapshot's chunks in order, on both sides. */
final class SnapshotChecksum {
  private final CRC32C crc = new CRC32C();
  private long bytes = 0;

  void add(List<Row> rows, List<Entry> kept) {
    for (Row row : rows) {
      add(row.key());
      byte[] value = row.value();
      add(value == null ? new byte[0] : value);
    }
    for (Entry entry : kept) {
      add(entry.bytes());
    }
  }

  private void add(byte[] part) {
    crc.update(ByteBuffer.allocate(4).putInt(0, part.length));
    crc.update(part);
    bytes += part.length;
  }

  long value() {
    return bytes << 32 | crc.getValue();
  }
}

package io.quorate.storage.rocksdb;

import io.quorate.replication.model.GroupId;
import io.quorate.replication.model.LogPosition;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.zip.CRC32C;

/**
 * The highest positions and promises that this disk was seen to hold, in a file beside the
 * database. Written behind, so it never says too much; a database that holds less has lost
 * something. Two slots are written in turn, so that one is always whole.
 */
final class AcceptedMark implements AutoCloseable {
  private record Noted(LogPosition accepted, long promisedEpoch) {
    static final Noted NOTHING = new Noted(LogPosition.START, 0);
  }

  /** Room for 256 groups of the longest name. */
  private static final int SLOT_BYTES = 16 << 10;

  private static final int CRC_BYTES = 4;
  private static final byte FORMAT = 1;

  private final RandomAccessFile file;
  private final Map<GroupId, Noted> noted = new TreeMap<>();
  private UUID storageUuid;
  private boolean forgotten;
  private long sequence;
  private boolean dirty;

  /**
   * @param forgotten this disk is known to have lost something, whatever the file says
   */
  AcceptedMark(Path path, UUID storageUuid, boolean forgotten) throws IOException {
    this.storageUuid = storageUuid;
    this.forgotten = forgotten;
    // Every write of a slot is one call that returns when it is on disk.
    file = new RandomAccessFile(path.toFile(), "rwd");
    try {
      if (file.length() < 2 * SLOT_BYTES) {
        // In full from the first day: a full disk must not keep the mark back.
        file.write(new byte[2 * SLOT_BYTES]);
        DurableFiles.syncFolderOf(path);
      }
      load();
    } catch (IOException e) {
      file.close();
      throw e;
    }
  }

  private void load() throws IOException {
    for (int slot = 0; slot < 2; slot++) {
      byte[] bytes = new byte[SLOT_BYTES];
      file.seek((long) slot * SLOT_BYTES);
      if (file.read(bytes) == SLOT_BYTES && isWhole(bytes)) {
        decode(ByteBuffer.wrap(bytes, CRC_BYTES, SLOT_BYTES - CRC_BYTES));
      }
    }
  }

  private static boolean isWhole(byte[] slot) {
    return ByteBuffer.wrap(slot).getInt() == crcOf(slot) && slot[CRC_BYTES] == FORMAT;
  }

  private static int crcOf(byte[] slot) {
    CRC32C crc = new CRC32C();
    crc.update(slot, CRC_BYTES, SLOT_BYTES - CRC_BYTES);
    return (int) crc.getValue();
  }

  private void decode(ByteBuffer in) {
    in.get();
    long number = in.getLong();
    UUID uuid = new UUID(in.getLong(), in.getLong());
    // A mark of an identity that was given up binds nobody.
    if (number <= sequence || !uuid.equals(storageUuid)) {
      sequence = Math.max(sequence, number);
      return;
    }
    sequence = number;
    noted.clear();
    for (int left = in.getShort(); left > 0; left--) {
      byte[] name = new byte[in.get()];
      in.get(name);
      noted.put(
          new GroupId(new String(name, StandardCharsets.US_ASCII)),
          new Noted(new LogPosition(in.getLong(), in.getLong()), in.getLong()));
    }
  }

  private byte[] encode() {
    ByteBuffer out = ByteBuffer.allocate(SLOT_BYTES);
    out.position(CRC_BYTES)
        .put(FORMAT)
        .putLong(sequence)
        .putLong(storageUuid.getMostSignificantBits())
        .putLong(storageUuid.getLeastSignificantBits())
        .putShort((short) noted.size());
    noted.forEach(
        (group, note) -> {
          byte[] name = group.name().getBytes(StandardCharsets.US_ASCII);
          out.put((byte) name.length)
              .put(name)
              .putLong(note.accepted().epoch())
              .putLong(note.accepted().index())
              .putLong(note.promisedEpoch());
        });
    return out.putInt(0, crcOf(out.array())).array();
  }

  /** Whether the disk once held more than it does now. */
  synchronized boolean isUnmetBy(GroupId group, LogPosition found, long promisedEpoch) {
    Noted note = noted.getOrDefault(group, Noted.NOTHING);
    return forgotten || note.accepted().isAfter(found) || note.promisedEpoch() > promisedEpoch;
  }

  synchronized void noteAccepted(GroupId group, LogPosition position) {
    Noted note = noted.getOrDefault(group, Noted.NOTHING);
    if (position.isAfter(note.accepted())) {
      noted.put(group, new Noted(position, note.promisedEpoch()));
      dirty = true;
    }
  }

  synchronized void notePromised(GroupId group, long epoch) {
    Noted note = noted.getOrDefault(group, Noted.NOTHING);
    if (epoch > note.promisedEpoch()) {
      noted.put(group, new Noted(note.accepted(), epoch));
      dirty = true;
    }
  }

  /** A new identity has promised nothing and accepted nothing. */
  synchronized void renew(UUID newStorageUuid) {
    storageUuid = newStorageUuid;
    forgotten = false;
    noted.clear();
    dirty = true;
  }

  /** Writes what has been noted since the last time; whoever notes does not wait for it. */
  void write() throws IOException {
    synchronized (file) {
      byte[] slot;
      synchronized (this) {
        if (!dirty) {
          return;
        }
        dirty = false;
        sequence++;
        slot = encode();
        file.seek(sequence % 2 * SLOT_BYTES);
      }
      file.write(slot);
    }
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}

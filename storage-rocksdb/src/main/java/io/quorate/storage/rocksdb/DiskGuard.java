package io.quorate.storage.rocksdb;

import io.quorate.replication.port.DiskSpace;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.SplittableRandom;
import java.util.function.Consumer;

/**
 * Judges the free space against the two marks. Keeps a file as ballast and gives it up below the
 * hard mark, so that what frees space can still be written on a disk that others have filled.
 */
final class DiskGuard {
  private static final int PIECE_BYTES = 1 << 20;

  private final Path ballast;
  private final FileStore disk;
  private final StorageSettings settings;
  private final Consumer<DiskSpace> onChange;
  private volatile DiskSpace last = DiskSpace.PLENTY;

  DiskGuard(Path ballast, StorageSettings settings, Consumer<DiskSpace> onChange)
      throws IOException {
    this.ballast = ballast;
    this.disk = Files.getFileStore(settings.folder());
    this.settings = settings;
    this.onChange = onChange;
  }

  /** Looks, acts and tells. Called every now and then, by one thread at a time. */
  void check() throws IOException {
    DiskSpace now = judge(spareBytes());
    if (now == DiskSpace.NONE) {
      Files.deleteIfExists(ballast);
    } else if (ballastBytes() < settings.ballastBytes()) {
      tryToGrowBallast();
    }
    if (now != last) {
      last = now;
      onChange.accept(now);
    }
  }

  /** Before a start: recovery itself needs some space. */
  void makeRoom() throws IOException {
    if (judge(spareBytes()) == DiskSpace.NONE) {
      Files.deleteIfExists(ballast);
    }
  }

  DiskSpace last() {
    return last;
  }

  /**
   * Free bytes once the ballast is whole: giving it up, or putting it back, does not move this, so
   * the verdict does not swing.
   */
  private long spareBytes() throws IOException {
    return disk.getUsableSpace() - (settings.ballastBytes() - ballastBytes());
  }

  private DiskSpace judge(long spareBytes) {
    if (spareBytes >= settings.softFreeBytes()) {
      return DiskSpace.PLENTY;
    }
    return spareBytes >= settings.hardFreeBytes() ? DiskSpace.SCARCE : DiskSpace.NONE;
  }

  private long ballastBytes() throws IOException {
    return Files.exists(ballast) ? Files.size(ballast) : 0;
  }

  private void tryToGrowBallast() throws IOException {
    try {
      growBallast();
    } catch (IOException e) {
      // Somebody else was faster. The next look judges anew.
      Files.deleteIfExists(ballast);
    }
  }

  /** A piece at a time, of bytes that no filesystem can compress or leave out. */
  private void growBallast() throws IOException {
    long missing = settings.ballastBytes() - ballastBytes();
    byte[] piece = new byte[(int) Math.min(missing, PIECE_BYTES)];
    new SplittableRandom(missing).nextBytes(piece);
    try (OutputStream out =
        Files.newOutputStream(ballast, StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
      out.write(piece);
    }
    if (missing <= PIECE_BYTES) {
      try (FileChannel whole = FileChannel.open(ballast, StandardOpenOption.WRITE)) {
        whole.force(true);
      }
    }
  }
}

package io.quorate.broker.process.machine;

import java.io.IOException;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/**
 * A file system of its own in an image file, of which a copy is what a power cut leaves: all that
 * was synced, and of the rest what happened to be written. For one thread.
 */
public final class Disk implements AutoCloseable {
  private static final String FILLER = "filler";
  private static final long WRITTEN_BYTES = 16L << 20;

  /** Long enough that the journal is written for syncs alone, never while a copy is taken. */
  private static final int COMMIT_SECONDS = 600;

  private final Path image;
  private final Path folder;
  private final Path kept;
  private final Cleanup cleanup = new Cleanup();

  /**
   * Makes and mounts it.
   *
   * @param place a new folder for the images and for the one under which it is mounted
   */
  public Disk(Path place, long bytes) throws IOException {
    image = Files.createDirectories(place).resolve("image");
    kept = place.resolve("kept");
    folder = Files.createDirectories(place.resolve("disk"));
    try (RandomAccessFile file = new RandomAccessFile(image.toFile(), "rw")) {
      file.setLength(bytes);
    }
    // Reserved blocks would be root's own, and we are root.
    Command.run("mkfs.ext4", "-q", "-m", "0", image.toString());
    cleanup.add("umount", "--lazy", folder.toString());
    mount();
  }

  private void mount() {
    String options = "loop,commit=" + COMMIT_SECONDS;
    Command.run("mount", "-o", options, image.toString(), folder.toString());
  }

  private void unmount() {
    Command.run("umount", folder.toString());
  }

  public Path folder() {
    return folder;
  }

  /** Keeps a copy as it would be after a power cut now. The last one kept is gone. */
  public void keepCopy() {
    Command.run("cp", "--sparse=always", image.toString(), kept.toString());
  }

  /** Puts the copy in the disk's place; nobody may use it. */
  public void returnToCopy() {
    unmount();
    try {
      Files.move(kept, image, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    mount();
  }

  /** Leaves no byte free. */
  public void fillUp() {
    Path filler = folder.resolve(FILLER);
    try {
      // Most of it without writing anything; the file system needs some of the rest for itself.
      long bytes = Files.getFileStore(folder).getUsableSpace() - WRITTEN_BYTES;
      if (bytes > 0) {
        Command.run("fallocate", "--length", Long.toString(bytes), filler.toString());
      }
      writeUntilFull(filler);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void writeUntilFull(Path filler) throws IOException {
    byte[] zeros = new byte[4096];
    try (OutputStream out =
        Files.newOutputStream(filler, StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
      for (long written = 0; written < 2 * WRITTEN_BYTES; written += zeros.length) {
        out.write(zeros);
      }
    } catch (IOException e) {
      if (!String.valueOf(e.getMessage()).contains("No space left")) {
        throw e;
      }
    }
  }

  public void free() {
    try {
      Files.deleteIfExists(folder.resolve(FILLER));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    cleanup.close();
    try {
      Files.deleteIfExists(image);
      Files.deleteIfExists(kept);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

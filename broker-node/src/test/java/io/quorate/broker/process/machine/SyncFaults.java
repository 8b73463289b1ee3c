package io.quorate.broker.process.machine;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

/** Makes the syncs of one process slow, hang or fail. */
public final class SyncFaults {
  private static final int PASS = 0;
  private static final int DELAY = 1;
  private static final int HANG = 2;
  private static final int FAIL_ONCE = 3;
  private static final int CONTROL_BYTES = 12;
  private static final int COUNT_AT = 8;

  private final Path library;
  private final Path control;
  private final Path folder;

  /**
   * Lets everything pass at first.
   *
   * @param library as built by {@link FaultLibrary#build}
   * @param control a new file
   * @param folder whose files' syncs are meant
   */
  public SyncFaults(Path library, Path control, Path folder) throws IOException {
    this.library = library;
    this.control = Files.write(control, new byte[CONTROL_BYTES]);
    this.folder = folder;
  }

  /** What the process has to be started with. */
  public Map<String, String> environment() {
    return Map.of(
        "LD_PRELOAD", library.toString(),
        "SYNCFAULT_CONTROL", control.toString(),
        "SYNCFAULT_FOLDER", folder.toString());
  }

  public void pass() {
    set(PASS, 0);
  }

  public void delay(Duration time) {
    set(DELAY, Math.toIntExact(time.toMillis()));
  }

  public void hang() {
    set(HANG, 0);
  }

  /** The next one reports an error. */
  public void failOnce() {
    set(FAIL_ONCE, 0);
  }

  /** How many there were so far. */
  public int count() {
    try {
      return ByteBuffer.wrap(Files.readAllBytes(control))
          .order(ByteOrder.nativeOrder())
          .getInt(COUNT_AT);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void set(int mode, int millis) {
    ByteBuffer bytes = ByteBuffer.allocate(8).order(ByteOrder.nativeOrder());
    // The time is there before the mode that needs it: the whole is written at once.
    bytes.putInt(mode).putInt(millis);
    try (RandomAccessFile file = new RandomAccessFile(control.toFile(), "rw")) {
      file.write(bytes.array());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

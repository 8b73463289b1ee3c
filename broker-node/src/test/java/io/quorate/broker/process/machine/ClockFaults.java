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

/** Turns the clock of the day of one process, and none that only ever goes on. */
public final class ClockFaults {
  private final Path library;
  private final Path control;

  /**
   * Leaves the clock as it is at first.
   *
   * @param library as built by {@link FaultLibrary#build}
   * @param control a new file
   */
  public ClockFaults(Path library, Path control) throws IOException {
    this.library = library;
    this.control = Files.write(control, new byte[Long.BYTES]);
  }

  /** What the process has to be started with. */
  public Map<String, String> environment() {
    return Map.of("LD_PRELOAD", library.toString(), "CLOCKFAULT_CONTROL", control.toString());
  }

  /**
   * From now on the process sees another time.
   *
   * @param ahead whole seconds; negative: the clock is behind
   */
  public void jump(Duration ahead) {
    byte[] bytes =
        ByteBuffer.allocate(Long.BYTES)
            .order(ByteOrder.nativeOrder())
            .putLong(ahead.toSeconds())
            .array();
    try (RandomAccessFile file = new RandomAccessFile(control.toFile(), "rw")) {
      file.write(bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Puts it right. */
  public void comeBack() {
    jump(Duration.ZERO);
  }
}

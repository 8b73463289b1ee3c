package io.quorate.benchmarks.server;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.stream.Stream;

/**
 * What a process and its living children have used since they began.
 *
 * @param cpuMicros user and system
 * @param writtenBytes that were to go to a disk; what was deleted before it went is not in it
 */
public record ProcessUse(long cpuMicros, long writtenBytes) {
  public static final ProcessUse NONE = new ProcessUse(0, 0);

  /** Of {@code /proc/PID/stat}; the same on every Linux for programs. */
  private static final long MICROS_PER_TICK = 10_000;

  private static final int USER_TICKS = 11;
  private static final int SYSTEM_TICKS = 12;

  public static ProcessUse of(ProcessHandle process) {
    return Stream.concat(Stream.of(process), process.descendants())
        .map(ProcessUse::ofOne)
        .reduce(NONE, ProcessUse::plus);
  }

  private static ProcessUse ofOne(ProcessHandle process) {
    Path folder = Path.of("/proc", Long.toString(process.pid()));
    try {
      String stat = Files.readString(folder.resolve("stat"), StandardCharsets.ISO_8859_1);
      // The name may hold blanks; what follows does not.
      String[] words = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
      long ticks = Long.parseLong(words[USER_TICKS]) + Long.parseLong(words[SYSTEM_TICKS]);
      return new ProcessUse(ticks * MICROS_PER_TICK, writtenBytes(folder));
    } catch (IOException e) {
      // It has just ended.
      return NONE;
    }
  }

  private static long writtenBytes(Path folder) throws IOException {
    try (Stream<String> lines = Files.lines(folder.resolve("io"))) {
      return lines
          .filter(line -> line.startsWith("write_bytes: "))
          .mapToLong(line -> Long.parseLong(line.substring(line.indexOf(' ') + 1)))
          .sum();
    } catch (NoSuchFileException e) {
      return 0;
    }
  }

  ProcessUse plus(ProcessUse other) {
    return new ProcessUse(cpuMicros + other.cpuMicros, writtenBytes + other.writtenBytes);
  }

  public ProcessUse minus(ProcessUse before) {
    return new ProcessUse(cpuMicros - before.cpuMicros, writtenBytes - before.writtenBytes);
  }
}

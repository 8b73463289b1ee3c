package io.quorate.broker.process;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** What processes and folders take, as the machine and the JVM tell it. */
final class Vitals {
  private Vitals() {}

  /** What a full collection leaves; the last line of the histogram is the sum. */
  static long liveHeapBytes(long pid) throws IOException {
    String jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();
    String total = lastLine(jcmd, Long.toString(pid), "GC.class_histogram");
    if (!total.startsWith("Total")) {
      throw new IOException("expected the histogram's total, found: " + total);
    }
    return Long.parseLong(total.trim().split("\\s+", -1)[2]);
  }

  static long residentBytes(long pid) throws IOException {
    return status(pid, "VmRSS:") << 10;
  }

  static long residentBytesMax(long pid) throws IOException {
    return status(pid, "VmHWM:") << 10;
  }

  static long threads(long pid) throws IOException {
    return status(pid, "Threads:");
  }

  /** Files, sockets and whatever else the process has a number for. */
  static long openFiles(long pid) throws IOException {
    try (Stream<Path> numbers = Files.list(Path.of("/proc", Long.toString(pid), "fd"))) {
      return numbers.count();
    }
  }

  private static long status(long pid, String field) throws IOException {
    return Files.readAllLines(Path.of("/proc", Long.toString(pid), "status")).stream()
        .filter(line -> line.startsWith(field))
        .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")))
        .findFirst()
        .orElse(0);
  }

  /** The blocks on the disk. Files may vanish meanwhile. */
  static long diskBytes(Path folder) throws IOException {
    return Long.parseLong(lastLine("du", "-sk", folder.toString()).split("\\s", 2)[0]) << 10;
  }

  private static String lastLine(String... command) throws IOException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    List<String> lines =
        new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
            .lines()
            .toList();
    if (lines.isEmpty()) {
      throw new IOException("expected an answer of " + String.join(" ", command) + ", found none");
    }
    return lines.get(lines.size() - 1);
  }
}

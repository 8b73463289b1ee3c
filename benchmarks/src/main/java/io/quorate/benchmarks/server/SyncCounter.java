package io.quorate.benchmarks.server;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Puts a counter around processes that are to be started. */
public final class SyncCounter {
  private final @Nullable Path library;

  private SyncCounter(@Nullable Path library) {
    this.library = library;
  }

  /**
   * Compiles the library that counts, where a compiler is there.
   *
   * @param source {@code count_syncs.c}
   */
  public static SyncCounter compile(Path source, Path target) throws IOException {
    if (!Command.exists("gcc")) {
      return new SyncCounter(null);
    }
    Files.createDirectories(target);
    Path library = target.resolve("count_syncs.so").toAbsolutePath();
    Command.run(
        target,
        Map.of(),
        List.of(
            "gcc",
            "-O2",
            "-shared",
            "-fPIC",
            "-o",
            library.toString(),
            source.toAbsolutePath().toString(),
            "-ldl"));
    return new SyncCounter(library);
  }

  /** Whether anything can count here; if not, nobody may say what was synced. */
  public boolean counts() {
    return library != null || Command.exists("strace");
  }

  /** Whether it knows when each sync returned, and not only how many there were. */
  public boolean knowsTimes() {
    return library != null;
  }

  /**
   * @param usesLibc otherwise only strace sees its calls
   */
  SyncCounts around(
      Path file, boolean usesLibc, Map<String, String> environment, List<String> command) {
    if (library != null && usesLibc) {
      environment.put("LD_PRELOAD", library.toString());
      environment.put("QUORATE_SYNCS", file.toString());
      return new MappedSyncs(file);
    }
    if (!Command.exists("strace")) {
      return SyncCounts.UNKNOWN;
    }
    // Stops the process for these calls only, and leaves the others at their speed.
    List<String> traced =
        new ArrayList<>(
            List.of("strace", "-f", "-qq", "--seccomp-bpf", "-e", "trace=fsync,fdatasync"));
    traced.addAll(List.of("-e", "signal=none", "-A", "-o", file.toString()));
    command.addAll(0, traced);
    return new TracedSyncs(file);
  }
}

package io.quorate.benchmarks.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SyncCounterTest {
  private static final Path SOURCE = Path.of("src/main/c/count_syncs.c");

  @TempDir private Path folder;

  @Test
  void countsWhatAnotherProcessSyncs() throws IOException {
    SyncCounter counter = SyncCounter.compile(SOURCE, folder);
    assumeTrue(counter.knowsTimes(), "there is no gcc");
    Path file = Files.writeString(folder.resolve("file"), "text");
    Map<String, String> environment = new HashMap<>();
    List<String> command = new ArrayList<>(List.of("sync", "-d", file.toString()));

    SyncCounts counts = counter.around(folder.resolve("counts"), true, environment, command);
    assertThat(counts.count()).isZero();
    long before = System.nanoTime();
    Command.run(folder, environment, command);
    Command.run(folder, environment, command);
    long after = System.nanoTime();

    assertThat(counts.count()).isEqualTo(2);
    assertThat(counts.latest())
        .hasSize(2)
        .allMatch(sync -> sync.beganNanos() > before && sync.returnedNanos() < after);
  }
}

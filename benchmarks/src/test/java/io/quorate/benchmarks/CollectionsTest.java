package io.quorate.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class CollectionsTest {
  @TempDir private Path folder;

  @Test
  void readsPausesAndWhatWasAllocatedBetween() throws IOException {
    Path log =
        Files.writeString(
            folder.resolve("1.gc"),
            """
            [0.010s][info][gc] Using G1
            [1.000s][info][gc] GC(0) Pause Young (Normal) (G1 Evacuation Pause) 25M->3M(256M) 2.500ms
            [2.000s][info][gc] GC(1) Concurrent Mark Cycle 4.000ms
            [3.000s][info][gc] GC(2) Pause Young (Normal) (G1 Evacuation Pause) 53M->4M(256M) 1.500ms
            """);

    assertThat(Collections.read(log).describe(3))
        .isEqualTo("allocated_mib_per_second=25 pauses=2 pause_p99_ms=1.5 pause_max_ms=2.5");
  }

  @Test
  void hasNothingOfWhatIsNotJava() throws IOException {
    assertThat(Collections.read(folder.resolve("none"))).isEqualTo(Collections.NONE);
  }
}

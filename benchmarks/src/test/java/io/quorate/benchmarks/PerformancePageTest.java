package io.quorate.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class PerformancePageTest {
  @TempDir private Path docs;
  private Path page = Path.of("");

  @BeforeEach
  void writePage() throws IOException {
    page =
        Files.writeString(
            docs.resolve("performance.md"),
            """
            before
            <!-- peers: written by scripts/bench-peers --record -->
            old
            <!-- peers: end -->
            after
            """);
  }

  private void record(Load load, double ours) throws IOException {
    Clock clock = Clock.fixed(Instant.parse("2025-03-01T12:00:00Z"), ZoneOffset.UTC);
    new PerformancePage(docs, clock)
        .record(
            List.of(
                Ratio.of(
                    "kafka",
                    List.of(new Measurement(load, List.of(ours), new Syncs(6, 0), Map.of())),
                    List.of(new Measurement(load, List.of(1e3), new Syncs(2, 0), Map.of())))));
  }

  @Test
  void writesItsTableAndNothingElseOfThePage() throws IOException {
    record(Load.P1W1, 1_500);

    assertThat(Files.readString(page))
        .startsWith("before\n<!--")
        .contains(
            "| p1w1 | kafka | 1,500/s | 1,000/s | **1.50** (1.50–1.50) | 6 | 2 | 1, 2025-03-01 |")
        .doesNotContain("old")
        .endsWith("<!-- peers: end -->\nafter\n");
  }

  @Test
  void replacesARowAndKeepsOthers() throws IOException {
    record(Load.P1W1, 1_500);
    record(Load.P1W1000, 2_000);
    record(Load.P1W1, 3_000);

    assertThat(Files.readString(page)).contains("| 3,000/s |", "| 2,000/s |");
    assertThat(Files.readString(page)).doesNotContain("| 1,500/s |");
    assertThat(Files.readString(docs.resolve("performance/peers.svg")))
        .contains("p1w1, kafka", "p1w1000, kafka");
  }

  @Test
  void refusesAPageWithoutItsMarks() throws IOException {
    Files.writeString(page, "nothing of ours\n");

    assertThatThrownBy(() -> record(Load.P1W1, 1_500)).hasMessageContaining("put them back");
  }
}

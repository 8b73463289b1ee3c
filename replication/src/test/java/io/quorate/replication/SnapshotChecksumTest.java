package io.quorate.replication;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.replication.model.Entry;
import io.quorate.replication.model.LogEnd;
import io.quorate.replication.model.Row;
import io.quorate.replication.port.LogFixture;
import java.util.List;
import org.junit.jupiter.api.Test;

class SnapshotChecksumTest {
  private static final Row ONE = row("key-1", "value-1");
  private static final Row TWO = row("key-2", "value-2");
  private static final List<Entry> KEPT = LogFixture.messages(LogEnd.START, 1, 2);

  private static Row row(String key, String value) {
    return new Row(key.getBytes(UTF_8), value.getBytes(UTF_8));
  }

  private static long checksum(List<Row> rows, List<Entry> kept) {
    SnapshotChecksum checksum = new SnapshotChecksum();
    checksum.add(rows, kept);
    return checksum.value();
  }

  @Test
  void cutIntoChunksMakesNoDifference() {
    SnapshotChecksum inChunks = new SnapshotChecksum();
    inChunks.add(List.of(ONE), List.of());
    inChunks.add(List.of(TWO), KEPT.subList(0, 1));
    inChunks.add(List.of(), KEPT.subList(1, 2));

    assertThat(inChunks.value()).isEqualTo(checksum(List.of(ONE, TWO), KEPT));
  }

  @Test
  void everyDifferenceShows() {
    long right = checksum(List.of(ONE, TWO), KEPT);

    assertThat(checksum(List.of(TWO, ONE), KEPT)).as("order").isNotEqualTo(right);
    assertThat(checksum(List.of(ONE), KEPT)).as("a row missing").isNotEqualTo(right);
    assertThat(checksum(List.of(ONE, ONE, TWO), KEPT)).as("a row twice").isNotEqualTo(right);
    assertThat(checksum(List.of(ONE, row("key-2", "value-3")), KEPT))
        .as("a byte")
        .isNotEqualTo(right);
    assertThat(checksum(List.of(ONE, row("key-2v", "alue-2")), KEPT))
        .as("where the key ends")
        .isNotEqualTo(right);
    assertThat(checksum(List.of(ONE, TWO), KEPT.subList(0, 1)))
        .as("a kept entry missing")
        .isNotEqualTo(right);
    assertThat(checksum(List.of(ONE, TWO, row("", "")), KEPT))
        .as("an empty row more")
        .isNotEqualTo(right);
  }

  @Test
  void missingChunkShowsInEveryLaterOne() {
    SnapshotChecksum sent = new SnapshotChecksum();
    SnapshotChecksum taken = new SnapshotChecksum();
    sent.add(List.of(ONE), List.of());

    sent.add(List.of(TWO), KEPT);
    taken.add(List.of(TWO), KEPT);

    assertThat(taken.value()).isNotEqualTo(sent.value());
  }
}

package io.quorate.storage.rocksdb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quorate.replication.model.Entry;
import io.quorate.replication.model.GroupId;
import io.quorate.replication.model.LogEnd;
import io.quorate.replication.model.Row;
import io.quorate.replication.port.RecordedEvents;
import io.quorate.replication.port.StoredLog;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A process is killed with kill -9 while it writes, again and again: what it said is there. What a
 * power cut leaves is another matter; a kill leaves the same on a disk and in memory.
 */
class KillTest {
  private static final int ROUNDS = 5;

  @TempDir(factory = MemoryFolder.class)
  Path temp;

  private final Map<String, Long> synced = new TreeMap<>();

  @Test
  void everythingReportedAsSyncedSurvivesTheProcess() throws Exception {
    SplittableRandom random = new SplittableRandom();
    for (int round = 0; round < ROUNDS; round++) {
      killAfter(random.nextInt(1, 500));
      try (TestNode node = new TestNode(temp)) {
        for (GroupId group : KilledAppender.GROUPS) {
          compare(node, group);
        }
        assertThat(node.lastWords).isEmpty();
      }
    }
  }

  private void killAfter(int reports) throws IOException, InterruptedException {
    Process process = start();
    try (BufferedReader out = process.inputReader()) {
      for (int i = 0; i < reports; i++) {
        note(out.readLine());
      }
      assertThatThrownBy(() -> new TestNode(temp)).hasMessageContaining("in use");
      // Unlike the process's own method this leaves what it said readable.
      process.toHandle().destroyForcibly();
      for (String line = out.readLine(); line != null; line = out.readLine()) {
        note(line);
      }
    } finally {
      process.destroyForcibly().waitFor();
    }
  }

  private Process start() throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx128m",
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-cp",
            System.getProperty("java.class.path"),
            KilledAppender.class.getName(),
            temp.toString())
        .redirectError(ProcessBuilder.Redirect.INHERIT)
        .start();
  }

  /** A line may be cut off by the kill; then it says less than was synced. */
  private void note(String line) {
    assertThat(line).as("what the process says").isNotNull().doesNotStartWith("halted");
    String[] words = line.split(" ", -1);
    if (words.length == 2) {
      synced.merge(words[0], Long.parseLong(words[1]), Math::max);
    }
  }

  private void compare(TestNode node, GroupId group) {
    RecordedEvents events = new RecordedEvents();
    RocksLogStore store = node.node.logStore(group, events);
    StoredLog found = store.recover();
    long end = found.end().index();
    assertThat(end).isGreaterThanOrEqualTo(synced.getOrDefault(group.name(), 0L));
    assertThat(found.promise().epoch()).isEqualTo(end);
    assertThat(found.corrupt().isEmpty()).isTrue();
    assertThat(found.lostAccepted()).isFalse();
    for (Row row : found.rows()) {
      assertThat(ByteBuffer.wrap(row.value()).getLong()).isEqualTo(end);
    }
    compareEntries(node, store, events, found.base(), end);
  }

  private static void compareEntries(
      TestNode node, RocksLogStore store, RecordedEvents events, LogEnd base, long end) {
    LogEnd before = base;
    while (before.index() < end) {
      store.read(before.index(), before.index() + 1, end, 1 << 20);
      node.settle();
      List<Entry> entries = events.read(before.index());
      assertThat(entries).isNotEmpty();
      for (Entry entry : entries) {
        assertThat(entry.follows(before)).isTrue();
        Entry expected = Bodies.at(before, 1 + (int) (before.index() * 37 % 3_000));
        assertThat(entry.payload()).isEqualTo(expected.payload());
        before = entry.end();
      }
    }
  }
}

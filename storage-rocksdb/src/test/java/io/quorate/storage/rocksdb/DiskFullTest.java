package io.quorate.storage.rocksdb;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.replication.model.Entry;
import io.quorate.replication.model.LogEnd;
import io.quorate.replication.model.NodeId;
import io.quorate.replication.model.Row;
import io.quorate.replication.port.DiskSpace;
import io.quorate.replication.port.LogOp;
import io.quorate.replication.port.LogStoreEvents;
import io.quorate.replication.port.LogWrite;
import io.quorate.replication.port.RecordedEvents;
import io.quorate.replication.port.StoredLog;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A disk that is really full: a small tmpfs of its own, which only root may mount. */
class DiskFullTest {
  private static final int MIB = 1 << 20;

  @TempDir Path temp;
  private Path disk = Path.of("");
  private boolean mounted;

  /** A disk from which this JVM runs cannot be unmounted. */
  @BeforeAll
  static void loadLibraryFromElsewhere(@TempDir Path elsewhere) {
    NativeLibrary.load(elsewhere);
  }

  @BeforeEach
  void mount() throws IOException, InterruptedException {
    disk = Files.createDirectory(temp.resolve("small"));
    mounted = run("mount", "-t", "tmpfs", "-o", "size=64m", "tmpfs", disk.toString());
    if (!mounted) {
      System.out.println("SKIPPED DiskFullTest: mounting a tmpfs needs root");
    }
    Assumptions.assumeTrue(mounted, "mounting a tmpfs needs root");
  }

  @AfterEach
  void unmount() throws IOException, InterruptedException {
    if (mounted) {
      run("umount", disk.toString());
    }
  }

  @Test
  void fullDiskStopsTheNodeAndFreedDiskGoesOnWithEveryEntry() throws IOException {
    Path filler = fill(24);
    RecordedEvents events = new RecordedEvents();
    try (TestNode node = new TestNode(settings())) {
      appendUntilItStops(node, events);
      assertThat(node.lastWords)
          .singleElement()
          .asString()
          .contains("cannot sync the log in " + disk.resolve("data"), "No space left");
    }
    long synced = events.syncedToken();
    assertThat(synced).isPositive();

    Files.delete(filler);

    try (TestNode node = new TestNode(settings())) {
      RecordedEvents again = new RecordedEvents();
      RocksLogStore store = node.store(again);
      StoredLog found = store.recover();
      assertThat(found.end().index()).isGreaterThanOrEqualTo(synced);
      assertThat(found.corrupt().isEmpty()).isTrue();
      assertThat(found.lostAccepted()).isFalse();
      readAll(node, store, again, found.end().index());

      Entry next = Bodies.at(found.end(), 100);
      store.write(new LogWrite(1, List.of(new LogOp.Append(List.of(next)))));
      node.settle();
      assertThat(again.syncedToken()).isEqualTo(1);
    }
  }

  @Test
  void marksAreReportedAndTheBallastMakesRoom() throws IOException {
    Spaces spaces = new Spaces();
    try (TestNode node = new TestNode(settings())) {
      node.store(spaces).recover();
      Path ballast = disk.resolve("data/ballast");
      Awaitility.await().until(() -> Files.exists(ballast) && Files.size(ballast) == 4 * MIB);

      Path half = fill(44);
      spaces.awaitLast(DiskSpace.SCARCE);
      assertThat(ballast).exists();

      Path rest = fill((int) (disk.toFile().getUsableSpace() / MIB));
      spaces.awaitLast(DiskSpace.NONE);
      Awaitility.await().until(() -> !Files.exists(ballast));
      assertThat(disk.toFile().getUsableSpace()).isGreaterThanOrEqualTo(3L * MIB);

      Files.delete(rest);
      Files.delete(half);
      spaces.awaitLast(DiskSpace.PLENTY);
      Awaitility.await().until(() -> Files.exists(ballast) && Files.size(ballast) == 4 * MIB);
      assertThat(node.lastWords).isEmpty();
    }
  }

  /** Keeps what was said about the disk. */
  private static final class Spaces implements LogStoreEvents {
    private final List<DiskSpace> said = new CopyOnWriteArrayList<>();

    void awaitLast(DiskSpace wanted) {
      Awaitility.await().until(() -> !said.isEmpty() && said.get(said.size() - 1) == wanted);
    }

    @Override
    public void onDiskSpace(DiskSpace space) {
      said.add(space);
    }

    @Override
    public void onSynced(long token) {}

    @Override
    public void onRead(long token, List<Entry> entries) {}

    @Override
    public void onSnapshotChunk(long token, List<Row> rows, List<Entry> kept, boolean last) {}
  }

  private StorageSettings settings() {
    return new StorageSettings(
        disk.resolve("data"), "test", NodeId.of(1), 24L * MIB, 8L * MIB, 4L * MIB, MIB);
  }

  private Path fill(int mebibytes) throws IOException {
    Path filler = Files.createTempFile(disk, "filler", "");
    Files.write(filler, new byte[mebibytes * MIB]);
    return filler;
  }

  private static void appendUntilItStops(TestNode node, RecordedEvents events) {
    RocksLogStore store = node.store(events);
    LogEnd end = store.recover().end();
    for (long token = 1; node.lastWords.isEmpty(); token++) {
      Entry next = Bodies.at(end, 100_000);
      store.write(new LogWrite(token, List.of(new LogOp.Append(List.of(next)))));
      end = next.end();
      long written = token;
      Awaitility.await()
          .pollInterval(1, TimeUnit.MILLISECONDS)
          .until(() -> events.syncedToken() == written || !node.lastWords.isEmpty());
    }
  }

  private static void readAll(
      TestNode node, RocksLogStore store, RecordedEvents events, long toInclusive) {
    LogEnd before = LogEnd.START;
    while (before.index() < toInclusive) {
      store.read(before.index(), before.index() + 1, toInclusive, MIB);
      node.settle();
      for (Entry entry : events.read(before.index())) {
        assertThat(entry.bytes()).isEqualTo(Bodies.at(before, 100_000).bytes());
        before = entry.end();
      }
    }
  }

  private static boolean run(String... command) throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    return process.waitFor() == 0;
  }
}

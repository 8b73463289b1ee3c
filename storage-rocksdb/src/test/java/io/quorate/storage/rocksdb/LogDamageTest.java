package io.quorate.storage.rocksdb;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.replication.model.Entry;
import io.quorate.replication.model.GroupId;
import io.quorate.replication.model.IndexRanges;
import io.quorate.replication.model.LogEnd;
import io.quorate.replication.port.LogOp;
import io.quorate.replication.port.LogWrite;
import io.quorate.replication.port.RecordedEvents;
import io.quorate.replication.port.StoredLog;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rocksdb.RocksDBException;

/** Bits that flip while the store is closed. Whatever they hit, nothing is silently absent. */
class LogDamageTest {
  private static final int BODY_BYTES = 3_000;
  private static final int ENTRIES = 100;

  @TempDir(factory = MemoryFolder.class)
  Path temp;

  private final List<Entry> log = new ArrayList<>();

  @Test
  void entriesOfADamagedFileAreUnknownAndCanBeRepaired() throws IOException {
    Path disk = closedWithFiles();
    flip(disk, ".sst", 50);

    RecordedEvents events = new RecordedEvents();
    IndexRanges corrupt;
    try (TestNode node = new TestNode(disk)) {
      RocksLogStore store = node.store(events);
      StoredLog found = store.recover();
      corrupt = found.corrupt();
      assertThat(found.end()).isEqualTo(last().end());
      assertThat(corrupt.contains(50)).isTrue();
      assertThat(corrupt.count()).isLessThan(30);
      assertThat(found.lostAccepted()).isFalse();

      List<Entry> copies = log.stream().filter(e -> corrupt.contains(e.index())).toList();
      store.write(new LogWrite(1, List.of(new LogOp.Repair(copies))));
      store.read(2, 1, ENTRIES, 1 << 20);
      node.settle();
      assertThat(events.read(2)).hasSize(ENTRIES);
    }
    try (TestNode node = new TestNode(disk)) {
      assertThat(node.store(events).recover().corrupt().isEmpty()).isTrue();
    }
  }

  @Test
  void damageStaysKnownUntilItIsRepaired() throws IOException {
    Path disk = closedWithFiles();
    flip(disk, ".sst", 50);

    for (int start = 0; start < 3; start++) {
      try (TestNode node = new TestNode(disk)) {
        StoredLog found = node.store(new RecordedEvents()).recover();
        assertThat(found.corrupt().contains(50)).isTrue();
        node.settle();
      }
    }
  }

  @Test
  void damageBelowTheVerifiedMarkIsFoundInTheBackground() throws IOException {
    Path disk = closedWithFiles();
    verifyUpTo(disk, 90);
    flip(disk, ".sst", 50);

    try (TestNode node = new TestNode(disk)) {
      assertThat(node.store(new RecordedEvents()).recover().corrupt().isEmpty()).isTrue();
      node.awaitLastWord();
      assertThat(node.lastWords).singleElement().asString().contains("is not what was written");
    }
    try (TestNode node = new TestNode(disk)) {
      StoredLog found = node.store(new RecordedEvents()).recover();
      assertThat(found.corrupt().contains(50)).isTrue();
    }
  }

  @Test
  void readOfADamagedEntryStopsTheNode() throws IOException {
    Path disk = closedWithFiles();
    verifyUpTo(disk, 90);
    flip(disk, ".sst", 50);

    RecordedEvents events = new RecordedEvents();
    try (TestNode node = new TestNode(disk)) {
      RocksLogStore store = node.store(events);
      store.recover();
      store.read(1, 50, 60, 1 << 20);
      node.awaitLastWord();
    }
    assertThat(events.hasRead(1)).isFalse();
  }

  @Test
  void damageInsideTheWriteAheadLogIsALoss() throws IOException {
    Path disk = killed();
    flip(disk, ".log", 50);

    NodeIdentity renewed;
    try (TestNode node = new TestNode(disk)) {
      StoredLog found = node.store(new RecordedEvents()).recover();
      assertThat(found.end()).isEqualTo(log.get(48).end());
      assertThat(found.lostAccepted()).isTrue();
    }
    try (TestNode node = new TestNode(disk)) {
      assertThat(node.store(new RecordedEvents()).recover().lostAccepted()).isTrue();
      renewed = node.node.renewIdentity();
    }
    try (TestNode node = new TestNode(disk)) {
      assertThat(node.store(new RecordedEvents()).recover().lostAccepted()).isFalse();
      assertThat(node.node.identity().storageUuid()).isEqualTo(renewed.storageUuid());
    }
  }

  @Test
  void lossIsRememberedWhenTheRecoveryIsKilled() throws IOException {
    Path disk = killed();
    flip(disk, ".log", 50);
    Files.writeString(disk.resolve("recovering"), "" + Long.MAX_VALUE);

    try (TestNode node = new TestNode(disk)) {
      assertThat(node.store(new RecordedEvents()).recover().lostAccepted()).isTrue();
    }
  }

  @Test
  void tornLastWriteIsNoLoss() throws IOException {
    Path disk = killed();
    flip(disk, ".log", ENTRIES);

    try (TestNode node = new TestNode(disk)) {
      StoredLog found = node.store(new RecordedEvents()).recover();
      assertThat(found.end()).isEqualTo(log.get(ENTRIES - 2).end());
      assertThat(found.corrupt().isEmpty()).isTrue();
      assertThat(found.lostAccepted()).isFalse();
    }
  }

  @Test
  void lastWriteThatWasAcceptedIsALoss() throws IOException {
    Path disk = killed();
    flip(disk, ".log", ENTRIES);
    try (AcceptedMark mark = markOf(disk)) {
      mark.noteAccepted(GroupId.MAIN, last().position());
      mark.write();
    }

    try (TestNode node = new TestNode(disk)) {
      assertThat(node.store(new RecordedEvents()).recover().lostAccepted()).isTrue();
    }
  }

  private AcceptedMark markOf(Path disk) throws IOException {
    try (RocksResources rocks = open(disk)) {
      byte[] row = Objects.requireNonNull(rocks.get(Family.META, GroupKeys.IDENTITY));
      return new AcceptedMark(
          disk.resolve("accepted.mark"), NodeIdentity.decode(row).storageUuid(), false);
    }
  }

  private Entry last() {
    return log.get(ENTRIES - 1);
  }

  /** Every entry a write of its own, all of them still in the write-ahead log. */
  private Path killed() {
    TestNode node = new TestNode(temp.resolve("a"));
    fill(node);
    return node.crashInto(temp.resolve("b"));
  }

  /** Opened once more, so that recovery has moved everything into files. */
  private Path closedWithFiles() {
    Path disk = temp.resolve("a");
    try (TestNode node = new TestNode(disk)) {
      fill(node);
    }
    try (TestNode node = new TestNode(disk)) {
      node.settle();
    }
    return disk;
  }

  private void fill(TestNode node) {
    RocksLogStore store = node.store(new RecordedEvents());
    LogEnd end = store.recover().end();
    for (int i = 1; i <= ENTRIES; i++) {
      Entry next = Bodies.at(end, BODY_BYTES);
      store.write(new LogWrite(i, List.of(new LogOp.Append(List.of(next)))));
      node.settle();
      log.add(next);
      end = next.end();
    }
  }

  private void verifyUpTo(Path disk, int index) {
    GroupKeys keys = new GroupKeys(GroupId.MAIN);
    try (RocksResources rocks = open(disk);
        RowBatch batch = rocks.newBatch()) {
      LogEnd mark = log.get(index - 1).end();
      batch.put(Family.META, keys.verified(1), RowCodec.encode(mark));
      rocks.writeSynced(batch);
    }
  }

  private static RocksResources open(Path disk) {
    try {
      return RocksResources.open(disk.resolve("db"), 1 << 20);
    } catch (RocksDBException e) {
      throw new AssertionError(e);
    }
  }

  /** Flips a bit in the middle of the entry's body, in every file of the kind that holds it. */
  private void flip(Path disk, String suffix, long index) throws IOException {
    byte[] body = Arrays.copyOfRange(log.get((int) index - 1).bytes(), 500, 540);
    int hits = 0;
    try (Stream<Path> files = Files.list(disk.resolve("db"))) {
      for (Path file :
          (Iterable<Path>) files.filter(f -> f.toString().endsWith(suffix))::iterator) {
        byte[] bytes = Files.readAllBytes(file);
        int at = indexOf(bytes, body);
        if (at >= 0) {
          bytes[at] ^= 1;
          Files.write(file, bytes);
          hits++;
        }
      }
    }
    assertThat(hits).as("files that hold entry %s", index).isPositive();
  }

  private static int indexOf(byte[] bytes, byte[] wanted) {
    for (int at = 0; at + wanted.length <= bytes.length; at++) {
      if (Arrays.equals(bytes, at, at + wanted.length, wanted, 0, wanted.length)) {
        return at;
      }
    }
    return -1;
  }
}

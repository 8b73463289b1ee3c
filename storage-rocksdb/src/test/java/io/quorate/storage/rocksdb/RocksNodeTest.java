package io.quorate.storage.rocksdb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quorate.replication.model.Entry;
import io.quorate.replication.model.GroupId;
import io.quorate.replication.model.IndexRanges;
import io.quorate.replication.model.LogEnd;
import io.quorate.replication.model.LogPosition;
import io.quorate.replication.port.LogFixture;
import io.quorate.replication.port.LogOp;
import io.quorate.replication.port.LogWrite;
import io.quorate.replication.port.RecordedEvents;
import io.quorate.replication.port.StoredLog;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RocksNodeTest {
  @TempDir Path temp;

  @Test
  void keepsItsUuidAndCountsItsStarts() {
    NodeIdentity first;
    try (TestNode node = new TestNode(temp)) {
      first = node.node.identity();
    }
    try (TestNode node = new TestNode(temp)) {
      assertThat(first.bootCount()).isEqualTo(1);
      assertIsNextStartOf(first, node.node.identity());
    }
  }

  @Test
  void countsAStartThatWasKilled() {
    TestNode killed = new TestNode(temp.resolve("a"));
    NodeIdentity first = killed.node.identity();

    try (TestNode node = new TestNode(killed.crashInto(temp.resolve("b")))) {
      assertIsNextStartOf(first, node.node.identity());
    }
  }

  private static void assertIsNextStartOf(NodeIdentity before, NodeIdentity next) {
    long start = next.starts().get(next.starts().size() - 1);
    assertThat(next).isEqualTo(before.booted(start));
    assertThat(before.starts()).doesNotContain(start);
  }

  @Test
  void emptyDiskIsAnotherDisk() {
    NodeIdentity first;
    try (TestNode node = new TestNode(temp.resolve("a"))) {
      first = node.node.identity();
    }
    try (TestNode node = new TestNode(temp.resolve("b"))) {
      assertThat(node.node.identity().storageUuid()).isNotEqualTo(first.storageUuid());
    }
  }

  @Test
  void renewedIdentityIsOwedNothing() throws IOException {
    NodeIdentity renewed;
    try (TestNode node = new TestNode(temp)) {
      RocksLogStore store = node.store(new RecordedEvents());
      store.recover();
      store.noteAccepted(new LogPosition(3, 300));
    }
    try (TestNode node = new TestNode(temp)) {
      assertThat(node.store(new RecordedEvents()).recover().lostAccepted()).isTrue();
      NodeIdentity before = node.node.identity();
      renewed = node.node.renewIdentity();
      assertThat(renewed.storageUuid()).isNotEqualTo(before.storageUuid());
    }
    try (TestNode node = new TestNode(temp)) {
      assertIsNextStartOf(renewed, node.node.identity());
      assertThat(node.store(new RecordedEvents()).recover().lostAccepted()).isFalse();
    }
  }

  @Test
  void refusesASecondOpening() {
    try (TestNode node = new TestNode(temp)) {
      assertThatThrownBy(() -> new TestNode(temp)).hasMessageContaining("in use");
      assertThat(node.lastWords).isEmpty();
    }
  }

  /** Java closes a channel for all its users when one of them is interrupted. */
  @Test
  void aCallerThatIsInterruptedClosesNoFile() throws IOException {
    List<Entry> log = LogFixture.messages(LogEnd.START, 1, 3);
    try (TestNode node = new TestNode(temp)) {
      RocksLogStore store = node.store(new RecordedEvents());
      store.recover();
      CountDownLatch held = new CountDownLatch(1);
      node.node.threads().reader().submit(() -> awaitOpened(held));

      Thread.currentThread().interrupt();
      store.write(new LogWrite(1, List.of(new LogOp.Append(log.subList(0, 1)))));
      store.noteAccepted(new LogPosition(1, 1));
      node.node.threads().mark().write();
      assertThatThrownBy(() -> store.entries(1, 1, 1)).hasMessageContaining("interrupted");
      assertThat(Thread.interrupted()).isTrue();
      held.countDown();

      store.write(new LogWrite(2, List.of(new LogOp.Append(log.subList(1, 3)))));
      store.noteAccepted(new LogPosition(1, 3));
      node.settle();
      assertThat(store.entries(1, 3, 3))
          .extracting(Entry::end)
          .isEqualTo(log.stream().map(Entry::end).toList());
      assertThat(node.lastWords).isEmpty();
      assertThatThrownBy(() -> new TestNode(temp)).hasMessageContaining("in use");
    }
  }

  private static void awaitOpened(CountDownLatch held) {
    try {
      assertThat(held.await(30, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void groupsDoNotSeeOneAnother() {
    GroupId orders = new GroupId("orders");
    GroupId order = new GroupId("order");
    List<Entry> many = LogFixture.messages(LogEnd.START, 4, 9);
    List<Entry> few = LogFixture.messages(LogEnd.START, 1, 2);
    try (TestNode node = new TestNode(temp)) {
      append(node, orders, many);
      append(node, order, few);
      node.settle();
    }
    try (TestNode node = new TestNode(temp)) {
      StoredLog first = node.node.logStore(orders, new RecordedEvents()).recover();
      StoredLog second = node.node.logStore(order, new RecordedEvents()).recover();
      assertThat(first.end()).isEqualTo(many.get(8).end());
      assertThat(second.end()).isEqualTo(few.get(1).end());
    }
  }

  private static void append(TestNode node, GroupId group, List<Entry> entries) {
    RocksLogStore store = node.node.logStore(group, new RecordedEvents());
    store.recover();
    store.write(new LogWrite(1, List.of(new LogOp.Append(entries))));
  }

  @Test
  void stopsWithAWordAndReportsNothingMore() {
    RecordedEvents events = new RecordedEvents();
    try (TestNode node = new TestNode(temp)) {
      RocksLogStore store = node.store(events);
      store.recover();
      List<Entry> log = LogFixture.messages(LogEnd.START, 1, 3);
      store.write(new LogWrite(1, List.of(new LogOp.Append(log.subList(0, 1)))));
      node.settle();

      store.write(new LogWrite(2, List.of(new LogOp.Append(log.subList(2, 3)))));
      store.write(new LogWrite(3, List.of(new LogOp.Append(log.subList(1, 2)))));
      node.awaitLastWord();

      assertThat(node.lastWords).singleElement().asString().contains("does not follow", "stops");
    }
    assertThat(events.synced()).containsExactly(1L);
  }

  @Test
  void trimmedFilesAreGivenBack() {
    try (TestNode node = new TestNode(temp)) {
      RocksLogStore store = node.store(new RecordedEvents());
      store.recover();
      LogEnd end = LogEnd.START;
      for (long token = 1; token <= 60; token++) {
        Entry large = Bodies.entry(end, 1, 1 << 20, token);
        store.write(new LogWrite(token, List.of(new LogOp.Append(List.of(large)))));
        end = large.end();
      }
      node.settle();
      assertThat(node.node.diskUse(GroupId.MAIN).logBytes()).isGreaterThan(50L << 20);

      store.write(new LogWrite(61, List.of(new LogOp.TrimBefore(58))));
      node.settle();

      assertThatSpaceComesBack(node, store, 61, end);
      store.read(99, 58, 60, 8 << 20);
      node.settle();
    }
  }

  @Test
  void openSnapshotHoldsTheFilesItNeeds() {
    RecordedEvents events = new RecordedEvents();
    try (TestNode node = new TestNode(temp)) {
      RocksLogStore store = node.store(events);
      store.recover();
      LogEnd end = LogEnd.START;
      for (long token = 1; token <= 40; token++) {
        Entry large = Bodies.entry(end, 1, 1 << 20, token);
        store.write(new LogWrite(token, List.of(new LogOp.Append(List.of(large)))));
        end = large.end();
      }
      LogOp save =
          new LogOp.SaveCheckpoint(Bodies.manifest(end), List.of(), 7, IndexRanges.of(1, 2));
      store.write(new LogWrite(41, List.of(save)));
      store.write(new LogWrite(42, List.of(new LogOp.TrimBefore(40))));
      node.settle();

      store.readSnapshot(1, 7);
      store.readSnapshot(2, 7);
      node.settle();
      store.closeSnapshot(7);
      node.settle();

      assertThat(events.chunk(1).kept()).singleElement().extracting(Entry::index).isEqualTo(1L);
      assertThat(events.chunk(2).kept()).singleElement().extracting(Entry::index).isEqualTo(2L);
      assertThat(events.chunk(2).last()).isTrue();
      assertThat(node.lastWords).isEmpty();
      assertThatSpaceComesBack(node, store, 42, end);
    }
  }

  /**
   * A file that is being written or moved while its entries are trimmed goes with a later trim: so
   * the log goes on, and its head follows, until what was there is gone.
   */
  private static void assertThatSpaceComesBack(
      TestNode node, RocksLogStore store, long lastToken, LogEnd from) {
    long token = lastToken;
    LogEnd end = from;
    while (node.node.diskUse(GroupId.MAIN).logBytes() >= 20L << 20) {
      assertThat(token).as("trims in vain").isLessThan(lastToken + 400);
      for (int i = 0; i < 9; i++) {
        Entry large = Bodies.entry(end, 1, 1 << 20, token);
        store.write(new LogWrite(++token, List.of(new LogOp.Append(List.of(large)))));
        end = large.end();
      }
      store.write(new LogWrite(++token, List.of(new LogOp.TrimBefore(end.index()))));
      node.settle();
    }
  }

  @Test
  void countsWhatIsQueued() {
    try (TestNode node = new TestNode(temp)) {
      RocksLogStore store = node.store(new RecordedEvents());
      store.recover();
      Entry large = Bodies.entry(LogEnd.START, 1, 1 << 20, 5);
      store.write(new LogWrite(1, List.of(new LogOp.Append(List.of(large)))));

      node.settle();

      assertThat(node.node.queuedBytes()).isZero();
    }
  }
}

package io.quorate.storage.rocksdb;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.replication.model.Entry;
import io.quorate.replication.model.GroupId;
import io.quorate.replication.model.IndexRanges;
import io.quorate.replication.model.LogEnd;
import io.quorate.replication.port.LogFixture;
import io.quorate.replication.port.LogOp;
import io.quorate.replication.port.LogWrite;
import io.quorate.replication.port.RecordedEvents;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rocksdb.PerfContext;
import org.rocksdb.PerfLevel;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;

/**
 * However much was consumed before it, what is left is found without stepping over what is gone.
 */
class TombstoneTest {
  private static final int ENTRIES = 20_000;
  private static final int ENTRIES_PER_WRITE = 100;
  private static final int STEPS_MAX = 10;

  @TempDir Path temp;

  private long token;

  @Test
  void readsTheLogsHeadAndTheOldestKeptEntryInAFewSteps() throws Exception {
    try (TestNode node = new TestNode(temp.resolve("node"))) {
      RocksLogStore store = node.store(new RecordedEvents());
      store.recover();
      append(store);
      write(store, new LogOp.Keep(IndexRanges.of(1, ENTRIES)));
      write(store, new LogOp.TrimBefore(ENTRIES));
      for (int index = 1; index < ENTRIES / 2; index += 2) {
        write(store, new LogOp.DropKept(IndexRanges.of(index, index + 1)));
      }
      node.settle();
      RocksResources rocks = node.node.threads().rocks();
      LogView view = new GroupLog(rocks, new GroupKeys(GroupId.MAIN)).view();

      assertThat(steps(() -> read(ENTRIES, rocks, view))).isLessThan(STEPS_MAX);
      assertThat(steps(() -> read(ENTRIES / 2 + 1, rocks, view))).isLessThan(STEPS_MAX);
      assertThat(steps(() -> seekKept(rocks, view))).isGreaterThan(100 * STEPS_MAX);
    }
  }

  private void append(RocksLogStore store) {
    LogEnd end = LogEnd.START;
    for (int count = 0; count < ENTRIES; count += ENTRIES_PER_WRITE) {
      List<Entry> next = LogFixture.messages(end, 1, ENTRIES_PER_WRITE);
      write(store, new LogOp.Append(next));
      end = next.get(ENTRIES_PER_WRITE - 1).end();
    }
  }

  private void write(RocksLogStore store, LogOp op) {
    store.write(new LogWrite(++token, List.of(op)));
  }

  private static void read(long index, RocksResources rocks, LogView view) {
    try (EntryCursor cursor = new EntryCursor(rocks, view, null)) {
      assertThat(cursor.at(index)).isNotNull();
    }
  }

  /** As nobody does: from the first entry that there ever was. */
  private static void seekKept(RocksResources rocks, LogView view) {
    byte[] from = view.keys().kept(view.generation(), 1);
    byte[] to = view.keys().kept(view.generation(), ENTRIES + 1);
    try (RowIterator rows = rocks.iterate(Family.KEPT, from, to, null)) {
      rows.seek(from);
      assertThat(rows.isValid()).isTrue();
    }
  }

  /** How many rows and tombstones this thread steps over. */
  private long steps(Runnable search) throws RocksDBException {
    // Any database will do to ask: the counters are the thread's.
    try (RocksDB other = RocksDB.open(temp.resolve("other").toString())) {
      other.setPerfLevel(PerfLevel.ENABLE_COUNT);
      PerfContext counters = other.getPerfContext();
      counters.reset();
      search.run();
      other.setPerfLevel(PerfLevel.DISABLE);
      return counters.getInternalKeySkippedCount() + counters.getInternalDeleteSkippedCount();
    }
  }
}

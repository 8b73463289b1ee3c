package io.quorate.storage.rocksdb;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.replication.model.Entry;
import io.quorate.replication.model.LogEnd;
import io.quorate.replication.port.LogOp;
import io.quorate.replication.port.LogWrite;
import io.quorate.replication.port.RecordedEvents;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rocksdb.RocksDBException;

class WalTailTest {
  @TempDir(factory = MemoryFolder.class)
  Path temp;

  @Test
  void nothingHasToBeReachedWhereNothingIs() throws IOException {
    assertThat(WalTail.syncedSequence(temp.resolve("nowhere"))).isZero();
    assertThat(WalTail.syncedSequence(temp)).isZero();
  }

  /**
   * Bodies of all lengths, so that writes begin and end anywhere in the blocks of several files.
   */
  @Test
  void recoveryReachesWhatTheFilesSay() throws IOException, RocksDBException {
    TestNode node = new TestNode(temp.resolve("a"));
    RocksLogStore store = node.store(new RecordedEvents());
    LogEnd end = store.recover().end();
    for (int token = 1; token <= 300; token++) {
      Entry next = Bodies.at(end, token * 331 % 70_000);
      store.write(new LogWrite(token, List.of(new LogOp.Append(List.of(next)))));
      end = next.end();
      if (token % 7 == 0) {
        node.settle();
      }
    }
    node.settle();
    Path database = node.crashInto(temp.resolve("b")).resolve("db");

    long expected = WalTail.syncedSequence(database);

    try (RocksResources rocks = RocksResources.open(database, 1 << 20)) {
      // What the last write added is in doubt for the files, but not for this test.
      assertThat(expected).isLessThan(rocks.latestSequence());
      assertThat(rocks.latestSequence() - expected).isLessThan(200);
    }
  }
}

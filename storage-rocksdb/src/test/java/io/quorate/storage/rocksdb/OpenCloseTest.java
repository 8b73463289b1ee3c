package io.quorate.storage.rocksdb;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.replication.model.Entry;
import io.quorate.replication.model.IndexRanges;
import io.quorate.replication.model.LogEnd;
import io.quorate.replication.port.LogOp;
import io.quorate.replication.port.LogWrite;
import io.quorate.replication.port.RecordedEvents;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rocksdb.RocksDBException;

class OpenCloseTest {
  private static final Path STATUS = Path.of("/proc/self/status");
  private static final long GROWTH_BYTES_MAX = 32L << 20;

  @TempDir(factory = MemoryFolder.class)
  Path temp;

  @Test
  void opensAndClosesAThousandTimesWithoutGrowth() throws IOException, RocksDBException {
    Assumptions.assumeTrue(Files.exists(STATUS), "no /proc to read the process's size from");
    Path database = temp.resolve("db");
    openAndClose(database, 200);
    long before = residentBytes();

    openAndClose(database, 800);

    assertThat(residentBytes() - before).isLessThan(GROWTH_BYTES_MAX);
  }

  /** A handle that is not closed, of any kind, keeps its part of the database in memory. */
  private static void openAndClose(Path database, int times) throws RocksDBException {
    for (int i = 0; i < times; i++) {
      try (RocksResources rocks = RocksResources.open(database, 1 << 20)) {
        rocks.get(Family.META, GroupKeys.IDENTITY);
      }
    }
  }

  @Test
  void closesWhatIsStillInUse() {
    for (int i = 0; i < 20; i++) {
      try (TestNode node = new TestNode(temp)) {
        RocksLogStore store = node.store(new RecordedEvents());
        LogEnd end = store.recover().end();
        for (long token = 1; token <= 20; token++) {
          Entry next = Bodies.at(end, 10_000);
          end = next.end();
          LogOp save =
              new LogOp.SaveCheckpoint(Bodies.manifest(end), List.of(), token, IndexRanges.NONE);
          store.write(new LogWrite(token, List.of(new LogOp.Append(List.of(next)), save)));
          store.read(token, 1, end.index(), 1 << 20);
          store.readSnapshot(100 + token, token);
        }
      }
    }
  }

  private static long residentBytes() throws IOException {
    for (String line : Files.readAllLines(STATUS)) {
      if (line.startsWith("VmRSS:")) {
        return Long.parseLong(line.replaceAll("[^0-9]", "")) << 10;
      }
    }
    throw new AssertionError("no VmRSS in " + STATUS);
  }
}

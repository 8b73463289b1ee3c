package io.quorate.storage.rocksdb;

import io.quorate.replication.model.GroupId;
import io.quorate.replication.port.LogStore;
import io.quorate.replication.port.LogStoreContract;
import io.quorate.replication.port.LogStoreEvents;
import java.nio.file.Path;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;
import org.rocksdb.RocksDBException;

class RocksLogStoreTest extends LogStoreContract {
  @TempDir(factory = MemoryFolder.class)
  Path temp;

  private @Nullable Path disk;
  private int crashes;
  private @Nullable TestNode node;

  @Override
  protected LogStore open(LogStoreEvents events) {
    disk = disk == null ? temp.resolve("disk") : disk;
    node = new TestNode(disk);
    return node.store(events);
  }

  @Override
  protected void settle() {
    Objects.requireNonNull(node).settle();
  }

  @Override
  protected void crash() {
    disk = Objects.requireNonNull(node).crashInto(temp.resolve("disk" + ++crashes));
    node = null;
  }

  @Override
  protected void damage(long index) {
    Path database = Objects.requireNonNull(disk).resolve("db");
    GroupKeys keys = new GroupKeys(GroupId.MAIN);
    byte[] key = keys.entry(1, index);
    try (RocksResources rocks = RocksResources.open(database, 1 << 20);
        RowBatch batch = rocks.newBatch()) {
      byte[] bytes = Objects.requireNonNull(rocks.get(keys.log(), key));
      bytes[bytes.length - 1] ^= 1;
      batch.put(keys.log(), key, bytes);
      rocks.writeSynced(batch);
    } catch (RocksDBException e) {
      throw new AssertionError(e);
    }
  }

  @AfterEach
  void close() {
    if (node != null) {
      node.close();
    }
  }
}

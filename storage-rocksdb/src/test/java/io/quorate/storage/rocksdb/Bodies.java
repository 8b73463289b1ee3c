package io.quorate.storage.rocksdb;

import io.quorate.replication.model.Entry;
import io.quorate.replication.model.EntryType;
import io.quorate.replication.model.LogEnd;
import io.quorate.replication.model.ReplicaSet;
import io.quorate.replication.model.SnapshotManifest;
import io.quorate.replication.port.LogFixture;
import java.nio.ByteBuffer;
import java.util.SplittableRandom;

/** Entries with bodies of any size, that can be told apart and recognized. */
final class Bodies {
  private Bodies() {}

  static Entry entry(LogEnd before, long epoch, int bytes, long seed) {
    byte[] body = new byte[bytes];
    new SplittableRandom(seed).nextBytes(body);
    return LogFixture.entry(before, epoch, EntryType.MESSAGE, ByteBuffer.wrap(body));
  }

  /** The body of the entry at an index, the same in every run. */
  static Entry at(LogEnd before, int bytes) {
    return entry(before, 1, bytes, before.index() + 1);
  }

  static SnapshotManifest manifest(LogEnd end) {
    return new SnapshotManifest(end, ReplicaSet.NONE, 17, new byte[] {1});
  }
}

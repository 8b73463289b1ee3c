package io.quorate.storage.rocksdb;

import io.quorate.replication.model.CorruptEntryException;
import io.quorate.replication.model.Entry;
import org.jspecify.annotations.Nullable;
import org.rocksdb.Snapshot;

/** Entries of one log, fast in ascending order, each checked on its way out. */
final class EntryCursor implements AutoCloseable {
  private static final long NOWHERE = -2;
  private static final long END = Long.MAX_VALUE;

  private final RocksResources rocks;
  private final LogView view;
  private final @Nullable Snapshot snapshot;
  private final RowIterator log;

  /** The index under the iterator, at or after the one asked for last. */
  private long here = NOWHERE;

  private long asked = NOWHERE;

  EntryCursor(RocksResources rocks, LogView view, @Nullable Snapshot snapshot) {
    this.rocks = rocks;
    this.view = view;
    this.snapshot = snapshot;
    this.log =
        rocks.iterate(
            view.keys().log(),
            view.keys().generation(view.generation()),
            view.keys().generation(view.generation() + 1),
            snapshot);
  }

  /** The entry, or null if there is none or its bytes are wrong: who asks knows which it can be. */
  @Nullable Entry at(long index) {
    byte[] bytes;
    try {
      bytes = bytesAt(index);
      if (bytes == null) {
        return null;
      }
      Entry entry = Entry.decode(bytes);
      return entry.index() == index ? entry : null;
    } catch (CorruptEntryException e) {
      return null;
    } catch (StorageFailure e) {
      asked = NOWHERE;
      if (e.isCorruption()) {
        return null;
      }
      throw e;
    }
  }

  private byte @Nullable [] bytesAt(long index) {
    if (view.isKeptOnly(index)) {
      return kept(view.keys().kept(view.generation(), index));
    }
    if (view.repaired().contains(index)) {
      return kept(view.keys().repaired(view.generation(), index));
    }
    return logged(index);
  }

  private byte @Nullable [] kept(byte[] key) {
    return rocks.get(Family.KEPT, key, snapshot);
  }

  private byte @Nullable [] logged(long index) {
    if (index != asked + 1) {
      seek(index);
    } else if (here < index) {
      here = NOWHERE;
      log.next();
      locate();
    }
    asked = index;
    return here == index ? log.value() : null;
  }

  private void seek(long index) {
    here = NOWHERE;
    log.seek(view.keys().entry(view.generation(), index));
    locate();
  }

  private void locate() {
    here = log.isValid() ? GroupKeys.indexOf(log.key()) : END;
  }

  @Override
  public void close() {
    log.close();
  }
}

package io.quorate.storage.rocksdb;

import io.quorate.replication.model.Entry;
import io.quorate.replication.model.IndexRanges;
import io.quorate.replication.model.LogEnd;
import org.jspecify.annotations.Nullable;

/**
 * Reads a log from some point on and finds what is not as it was written: a wrong checksum, a
 * broken chain, a missing entry. After an unreadable entry the chain is taken up again at the next
 * whole one.
 */
final class ChainCheck {
  private final RocksResources rocks;
  private @Nullable LogEnd before;
  private long next;
  private final IndexRanges.Builder corrupt = new IndexRanges.Builder();

  /** Begins after {@code known}, which is taken for right. */
  ChainCheck(RocksResources rocks, LogEnd known) {
    this.rocks = rocks;
    this.before = known;
    this.next = known.index() + 1;
  }

  /** Goes on up to the index, or until about so many bytes have been read. */
  void run(LogView view, long toInclusive, long bytesMax) {
    if (next <= view.baseIndex()) {
      next = view.baseIndex() + 1;
      before = null;
    }
    long bytes = 0;
    try (EntryCursor log = new EntryCursor(rocks, view, null)) {
      while (next <= toInclusive && bytes < bytesMax) {
        Entry entry = log.at(next);
        if (entry == null || (before != null && !entry.follows(before))) {
          corrupt.add(next);
          before = null;
        } else {
          before = entry.end();
          bytes += entry.size();
        }
        next++;
      }
    }
  }

  /** Checks that the log ends as it should; an entry of another branch cannot hide at its end. */
  void expectEnd(LogEnd end) {
    if (before != null && !before.equals(end)) {
      corrupt.add(end.index());
    }
  }

  long next() {
    return next;
  }

  IndexRanges corrupt() {
    return corrupt.build();
  }
}

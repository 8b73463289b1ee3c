package io.quorate.storage.rocksdb;

import io.quorate.replication.model.CorruptEntryException;
import io.quorate.replication.model.LogEnd;
import io.quorate.replication.model.Row;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.TreeSet;

/**
 * Finds out what a group's rows say after a start. Verifies from the last verified mark to the end,
 * and the whole log while it is suspect; only reads.
 */
final class GroupRecovery {
  private static final int ROWS_BYTES = 256 << 10;

  private final RocksResources rocks;
  private final GroupKeys keys;
  private final String folder;
  private final GroupLog log;

  /**
   * @throws StartRefusedException if rows that cannot be had from elsewhere are damaged
   */
  GroupRecovery(RocksResources rocks, GroupKeys keys, String folder) {
    this.rocks = rocks;
    this.keys = keys;
    this.folder = folder;
    try {
      this.log = new GroupLog(rocks, keys);
    } catch (StorageFailure | CorruptEntryException e) {
      throw damaged(e);
    }
  }

  private StartRefusedException damaged(RuntimeException cause) {
    return new StartRefusedException(
        String.format(
            "the database in %s is damaged: %s; move the folder away and start the node with an"
                + " empty one, then let it in again",
            folder, cause.getMessage()),
        cause);
  }

  GroupLog run() {
    LogEnd known = log.damage().isSuspect() ? log.base() : log.verified();
    ChainCheck check = new ChainCheck(rocks, known);
    check.run(log.view(), log.end().index(), Long.MAX_VALUE);
    check.expectEnd(log.end());
    log.damage().found(check.corrupt());
    return log;
  }

  /** What recovery wants written down before the first write. */
  void putMissingRows(RowBatch batch) {
    batch.put(Family.META, keys.generations(), RowCodec.encode(log.generations()));
    if (!log.damage().corrupt().isEmpty()) {
      log.suspect(batch);
    }
  }

  /** Generations of which rows are left that nobody will ask for. */
  List<Integer> strays() {
    TreeSet<Integer> found = new TreeSet<>();
    for (Family family : keys.families()) {
      collectGenerations(family, found);
    }
    found.remove(log.generation());
    return new ArrayList<>(found);
  }

  private void collectGenerations(Family family, Set<Integer> found) {
    byte[] to = keys.generation(Integer.MAX_VALUE);
    try (RowIterator rows = rocks.iterate(family, keys.generation(1), to, null)) {
      for (rows.seek(keys.generation(1)); rows.isValid(); ) {
        int generation = keys.generationOf(rows.key());
        found.add(generation);
        rows.seek(keys.generation(generation + 1));
      }
    }
  }

  /** The rows of the checkpoint; read as they are asked for. */
  Iterable<Row> stateRows() {
    return () -> new StateRows(new StateCursor(rocks, keys, log.generation(), null));
  }

  private final class StateRows implements Iterator<Row> {
    private final StateCursor cursor;
    private Iterator<Row> chunk = List.<Row>of().iterator();

    StateRows(StateCursor cursor) {
      this.cursor = cursor;
    }

    @Override
    public boolean hasNext() {
      if (!chunk.hasNext() && !cursor.isExhausted()) {
        chunk = nextChunk().iterator();
      }
      return chunk.hasNext();
    }

    private List<Row> nextChunk() {
      try {
        return cursor.next(ROWS_BYTES);
      } catch (StorageFailure e) {
        throw damaged(e);
      }
    }

    @Override
    public Row next() {
      if (!hasNext()) {
        throw new NoSuchElementException();
      }
      return chunk.next();
    }
  }
}

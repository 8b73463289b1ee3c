package io.quorate.replication.port;

import io.quorate.replication.model.Entry;
import io.quorate.replication.model.IndexRanges;
import io.quorate.replication.model.Row;
import java.util.function.Consumer;

/**
 * What committed entries mean. Deterministic and total: the same entries give the same state,
 * results and digest on every node, and apply never throws. Called by the group's loop only.
 */
public interface StateMachine {
  /** Whether this version understands such an entry; a committed one it does not stops the node. */
  boolean knows(byte type, byte version);

  /**
   * Applies the next committed entry, the log's own types included.
   *
   * @return what its proposer is told beside the position; opaque to the log
   */
  Object apply(Entry entry);

  /** A hash of the state's rows (not of their history), kept up to date by apply. */
  long digest();

  /**
   * Entries at or below the last applied one and below {@code index} whose bodies are still needed.
   */
  IndexRanges liveBefore(long index);

  /**
   * Hands over every row that changed since the last call. Applied to older rows they give the
   * state.
   */
  void checkpoint(Consumer<Row> rows);

  /** Hands over all rows of the state as it is. */
  void snapshot(Consumer<Row> rows);

  /** Replaces the whole state by these rows. No rows: the state before the first entry. */
  void load(Iterable<Row> rows);
}

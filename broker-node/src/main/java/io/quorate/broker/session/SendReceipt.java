package io.quorate.broker.session;

import io.quorate.broker.queue.Applied;
import io.quorate.replication.model.LogPosition;
import java.util.List;

/**
 * What became of a batch.
 *
 * @param position of the entry; for volatile messages {@link LogPosition#START}
 * @param syncedNodes how many nodes were known to have it on disk
 */
public record SendReceipt(
    Durability durability,
    LogPosition position,
    int syncedNodes,
    int duplicates,
    List<Applied.Rejected> rejected) {
  public enum Durability {
    MEMORY,
    QUORUM_DISK,
    /** Noted in a transaction. */
    TRANSACTION
  }
}

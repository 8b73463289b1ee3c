package io.quorate.replication.port;

import io.quorate.replication.model.LogPosition;

/**
 * One group's log on this node's disk. Called by the group's loop only; never waits for the disk.
 * Completions come back as events ({@link LogStoreEvents}) on the loop, in the order of the calls
 * of the same kind. Any failure of the disk stops the node; no method reports it to the caller.
 */
public interface LogStore {
  /**
   * What the disk holds. Called before anything else, and again when a {@link LogOp.FinishInstall}
   * has synced; may read the disk.
   */
  StoredLog recover();

  /**
   * Queues the write. It is atomic, comes after all earlier ones, and is durable once its token has
   * been reported as synced; a crash in between may keep any prefix of the queued writes.
   */
  void write(LogWrite write);

  /**
   * Reads entries side by side from {@code fromInclusive} on, log or kept, at least one and then up
   * to {@code bytesMax} or {@code toInclusive}; none if the first is not there, or is known to be
   * unreadable. Sees every write queued before the call and none queued after it. Answered with the
   * token.
   */
  void read(long token, long fromInclusive, long toInclusive, int bytesMax);

  /** Reads the next chunk of a snapshot that {@link LogOp.SaveCheckpoint} opened. */
  void readSnapshot(long token, long snapshotId);

  void closeSnapshot(long snapshotId);

  /**
   * Notes, soon and without being waited for, that this position was reported as accepted. A later
   * {@link #recover()} that finds less reports {@link StoredLog#lostAccepted()}.
   */
  void noteAccepted(LogPosition position);
}

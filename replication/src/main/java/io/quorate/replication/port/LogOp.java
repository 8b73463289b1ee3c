package io.quorate.replication.port;

import io.quorate.replication.model.Entry;
import io.quorate.replication.model.IndexRanges;
import io.quorate.replication.model.Promise;
import io.quorate.replication.model.Row;
import io.quorate.replication.model.SnapshotManifest;
import java.util.List;

/** One change of a group's stored log. Several make a {@link LogWrite}. */
public sealed interface LogOp {
  record SavePromise(Promise promise) implements LogOp {}

  /** Removes every entry above the index; says nothing about what follows. */
  record TruncateAfter(long index) implements LogOp {}

  /** Contiguous entries, the first one right after the log's last. */
  record Append(List<Entry> entries) implements LogOp {}

  /** Intact copies of entries that the store found corrupt, at their old places. */
  record Repair(List<Entry> entries) implements LogOp {}

  /**
   * Saves what apply changed since the last checkpoint together with the index it reaches.
   *
   * @param snapshotId if above 0: once durable, hold this state open for reading as a snapshot of
   *     this id, with the bodies of {@code live} entries at or below the index
   */
  record SaveCheckpoint(
      SnapshotManifest manifest, List<Row> rows, long snapshotId, IndexRanges live)
      implements LogOp {}

  /** Copies these entries from the log to the kept ones; they stay readable after a trim. */
  record Keep(IndexRanges entries) implements LogOp {}

  /** Forgets kept entries that a durable checkpoint knows to be dead. */
  record DropKept(IndexRanges entries) implements LogOp {}

  /** Moves the log's head: entries below the index may go, those kept stay readable. */
  record TrimBefore(long index) implements LogOp {}

  /** Clears whatever an earlier, unfinished installation left and begins a new generation. */
  record BeginInstall(long snapshotId) implements LogOp {}

  /** Rows and kept entries for the generation being installed. */
  record InstallChunk(List<Row> rows, List<Entry> kept) implements LogOp {}

  /**
   * Switches to the installed generation: its log is empty and based on the manifest's end, its
   * checkpoint is the manifest's. What the old generation held is deleted afterwards.
   */
  record FinishInstall(SnapshotManifest manifest) implements LogOp {}

  /** Abandons the generation being installed. */
  record AbandonInstall() implements LogOp {}
}

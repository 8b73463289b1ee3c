package io.quorate.replication.sim.checker;

import io.quorate.replication.message.Message;
import io.quorate.replication.model.IndexRanges;
import io.quorate.replication.model.NodeId;
import io.quorate.replication.model.Row;
import io.quorate.replication.model.SnapshotManifest;
import io.quorate.replication.port.LogOp;
import io.quorate.replication.port.LogWrite;
import io.quorate.replication.port.StoredLog;
import io.quorate.replication.sim.Application;
import java.util.List;

/**
 * A checkpoint or snapshot is the state after the entry it names: no more, no less, no label
 * higher.
 */
final class SnapshotFaithful extends Checker {
  private final Application application;

  SnapshotFaithful(History history, Application application) {
    super(history);
    this.application = application;
  }

  @Override
  void queueing(Seat seat, LogOp op) {
    if (op instanceof LogOp.SaveCheckpoint save) {
      requireLabel(seat, save.manifest());
    } else if (op instanceof LogOp.FinishInstall finish) {
      requireLabel(seat, finish.manifest());
      requireContent(seat, finish.manifest(), seat.view().installingRows());
    }
  }

  @Override
  void durable(Seat seat, LogWrite write) {
    SnapshotManifest checkpoint = seat.platter().checkpoint();
    boolean saved = write.ops().stream().anyMatch(op -> op instanceof LogOp.SaveCheckpoint);
    if (saved && checkpoint != null) {
      requireContent(seat, checkpoint, seat.platter().rows());
    }
  }

  @Override
  void recovered(Seat seat, StoredLog stored) {
    SnapshotManifest checkpoint = stored.checkpoint();
    if (checkpoint != null) {
      requireLabel(seat, checkpoint);
      requireContent(seat, checkpoint, seat.platter().rows());
      requireBodies(seat, stored);
    }
  }

  @Override
  void sent(Seat from, NodeId to, Message message) {
    if (message instanceof Message.SnapshotBegin begin) {
      requireLabel(from, begin.manifest());
    }
  }

  private void requireLabel(Seat seat, SnapshotManifest manifest) {
    long index = manifest.end().index();
    require(
        index <= history.appliedIndex()
            && history.appliedEntry(index).end().equals(manifest.end())
            && history.appliedDigest(index) == manifest.digest()
            && history.appliedConfig(index).equals(manifest.config()),
        "node %s has a snapshot labelled %s that is not the state there",
        seat.node(),
        manifest.end());
  }

  private void requireContent(Seat seat, SnapshotManifest manifest, List<Row> rows) {
    require(
        application.digestOf(rows) == manifest.digest(),
        "node %s has a snapshot at %s whose rows are of another state",
        seat.node(),
        manifest.end());
  }

  /** Nothing alive may have gone with the log's head. */
  private void requireBodies(Seat seat, StoredLog stored) {
    IndexRanges live = application.liveBefore(seat.platter().rows(), stored.base().index() + 1);
    IndexRanges missing = live.minus(stored.kept());
    require(missing.isEmpty(), "node %s has lost the live entries %s", seat.node(), missing);
  }
}

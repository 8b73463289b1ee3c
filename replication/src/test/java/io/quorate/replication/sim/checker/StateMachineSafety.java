package io.quorate.replication.sim.checker;

import io.quorate.replication.model.Entry;
import io.quorate.replication.model.NodeId;
import io.quorate.replication.model.SnapshotManifest;
import io.quorate.replication.port.LogOp;
import io.quorate.replication.port.StoredLog;
import java.util.HashMap;
import java.util.Map;

/** All nodes apply the same entries in the same order, once, and come to the same state. */
final class StateMachineSafety extends Checker {
  private final Map<NodeId, Long> appliedBy = new HashMap<>();

  StateMachineSafety(History history) {
    super(history);
  }

  @Override
  void recovered(Seat seat, StoredLog stored) {
    SnapshotManifest checkpoint = stored.checkpoint();
    appliedBy.put(seat.node(), checkpoint == null ? 0 : checkpoint.end().index());
  }

  @Override
  void queueing(Seat seat, LogOp op) {
    if (op instanceof LogOp.FinishInstall finish) {
      appliedBy.put(seat.node(), finish.manifest().end().index());
    }
  }

  @Override
  void applied(Seat seat, Entry entry, long digest) {
    long before = appliedBy.getOrDefault(seat.node(), 0L);
    require(
        entry.index() == before + 1,
        "node %s applies %s after index %s",
        seat.node(),
        entry,
        before);
    appliedBy.put(seat.node(), entry.index());
    Entry first = history.appliedEntry(entry.index());
    require(
        first.chain() == entry.chain(),
        "node %s applies %s where %s was applied",
        seat.node(),
        entry,
        first);
    require(
        history.appliedDigest(entry.index()) == digest,
        "node %s has another state after %s",
        seat.node(),
        entry);
    require(
        seat.platter().end().index() >= entry.index(),
        "node %s applies %s, which is not on its disk",
        seat.node(),
        entry);
  }
}

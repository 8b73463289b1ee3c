package io.quorate.replication.sim.checker;

import io.quorate.replication.port.LogOp;
import io.quorate.replication.sim.GroupImage;

/** No node removes an entry from its log that was ever committed, unless a snapshot covers it. */
final class TruncateOnlyUncommitted extends Checker {
  TruncateOnlyUncommitted(History history) {
    super(history);
  }

  @Override
  void queueing(Seat seat, LogOp op) {
    if (op instanceof LogOp.TruncateAfter truncate) {
      requireUncommitted(seat, truncate.index() + 1, op);
    } else if (op instanceof LogOp.FinishInstall finish
        && history.configOf(seat).isVoter(seat.node(), seat.storageUuid())) {
      // A disk that nobody counts any more may give up what it has.
      requireUncommitted(seat, finish.manifest().end().index() + 1, op);
    }
  }

  private void requireUncommitted(Seat seat, long first, LogOp op) {
    GroupImage log = seat.view();
    boolean removesCommitted =
        first <= history.appliedIndex()
            && log.holds(first)
            && log.chainAt(first) == history.appliedEntry(first).chain();
    require(!removesCommitted, "node %s removes committed entries: %s", seat.node(), op);
  }
}

package io.quorate.replication.sim.checker;

import io.quorate.replication.model.Entry;
import io.quorate.replication.model.LogPosition;
import io.quorate.replication.sim.GroupImage;

/** Whoever serves an epoch has every entry that was committed before it. */
final class LeaderCompleteness extends Checker {
  LeaderCompleteness(History history) {
    super(history);
  }

  @Override
  void serving(Seat seat, long epoch, LogPosition barrier) {
    // An older master may find out late that it serves: newer epochs' entries are not its business.
    long last = history.appliedUpToEpoch(epoch);
    if (last == 0) {
      return;
    }
    Entry committed = history.appliedEntry(last);
    GroupImage log = seat.view();
    require(
        log.base().index() > last || holds(log, committed),
        "node %s serves epoch %s without the committed %s; its log is %s",
        seat.node(),
        epoch,
        committed,
        log.outline());
  }

  private static boolean holds(GroupImage log, Entry committed) {
    long index = committed.index();
    return (log.holds(index) || index == log.base().index())
        && log.chainAt(index) == committed.chain();
  }
}

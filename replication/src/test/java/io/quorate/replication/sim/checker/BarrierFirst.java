package io.quorate.replication.sim.checker;

import io.quorate.replication.model.Entry;
import io.quorate.replication.model.EntryType;
import io.quorate.replication.port.LogOp;

/** An epoch begins with its barrier, and nothing else is appended before that is committed. */
final class BarrierFirst extends Checker {
  BarrierFirst(History history) {
    super(history);
  }

  @Override
  void queueing(Seat seat, LogOp op) {
    if (op instanceof LogOp.Append append) {
      append.entries().forEach(entry -> check(seat, entry));
    }
  }

  private void check(Seat seat, Entry entry) {
    boolean isGenesis = entry.epoch() == 0;
    if (isGenesis
        || entry.type() == EntryType.BARRIER
        || history.chainSeen(entry.position()) != null) {
      return;
    }
    History.Reign reign = history.reign(entry.epoch());
    require(
        reign != null && reign.barrierIndex <= history.provenIndex(),
        "node %s appends %s before its epoch's barrier is committed",
        seat.node(),
        entry);
  }
}

package io.quorate.replication.sim.checker;

import io.quorate.replication.model.Entry;
import io.quorate.replication.port.LogOp;

/** Entries of the same epoch at the same index are equal, and so is everything before them. */
final class LogMatching extends Checker {
  LogMatching(History history) {
    super(history);
  }

  @Override
  void queueing(Seat seat, LogOp op) {
    if (op instanceof LogOp.Append append) {
      append.entries().forEach(entry -> check(seat, entry));
    } else if (op instanceof LogOp.Repair repair) {
      repair.entries().forEach(entry -> check(seat, entry));
    }
  }

  private void check(Seat seat, Entry entry) {
    Long seen = history.chainSeen(entry.position());
    require(
        seen == null || seen == entry.chain(),
        "node %s writes another %s than stood there before",
        seat.node(),
        entry);
  }
}

package io.quorate.replication.sim.checker;

import io.quorate.replication.model.Entry;
import io.quorate.replication.model.EntryType;
import io.quorate.replication.model.NodeId;
import io.quorate.replication.model.ReplicaSet;
import io.quorate.replication.port.LogOp;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/** Replica sets that follow one another have majorities that meet; one change at a time. */
final class ConfigOverlap extends Checker {
  ConfigOverlap(History history) {
    super(history);
  }

  @Override
  void queueing(Seat seat, LogOp op) {
    if (op instanceof LogOp.Append append) {
      append.entries().stream()
          .filter(entry -> entry.type() == EntryType.CONFIG)
          .filter(entry -> history.chainSeen(entry.position()) == null)
          .forEach(entry -> check(seat, entry));
    }
  }

  private void check(Seat seat, Entry entry) {
    ReplicaSet before = history.configOf(seat);
    if (before.voters().isEmpty()) {
      return;
    }
    ReplicaSet after = ReplicaSet.decode(entry.payload());
    Set<Map.Entry<NodeId, UUID>> all = new HashSet<>(before.voters().entrySet());
    all.addAll(after.voters().entrySet());
    require(
        all.size() < before.majority() + after.majority(),
        "a majority of %s need not meet one of %s",
        before,
        after);
    require(
        history.configIndexOf(seat) <= history.provenIndex(),
        "node %s appends %s while the change at %s is not committed",
        seat.node(),
        entry,
        history.configIndexOf(seat));
  }
}

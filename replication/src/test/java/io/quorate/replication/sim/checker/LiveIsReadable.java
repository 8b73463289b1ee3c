package io.quorate.replication.sim.checker;

import io.quorate.replication.model.Entry;
import java.util.List;

/** What lives can be read at its master, and nobody is shown anything but what was applied. */
final class LiveIsReadable extends Checker {
  LiveIsReadable(History history) {
    super(history);
  }

  @Override
  void read(Seat seat, long fromIndex, boolean mustBeThere, List<Entry> entries) {
    require(
        !mustBeThere || !entries.isEmpty(),
        "node %s is master and cannot read the live entry %d; its log begins after %s",
        seat.node(),
        fromIndex,
        seat.view().base());
    long index = fromIndex;
    for (Entry entry : entries) {
      Entry applied = history.appliedEntry(index++);
      require(
          entry.index() == applied.index() && entry.chain() == applied.chain(),
          "node %s reads %s where %s was applied",
          seat.node(),
          entry,
          applied);
    }
  }
}

package io.quorate.replication.sim.checker;

import io.quorate.replication.model.Entry;
import io.quorate.replication.model.ReplicaSet;
import io.quorate.replication.model.SnapshotManifest;
import io.quorate.replication.sim.GroupImage;

/** Every majority that could elect a master has a disk with everything that was ever committed. */
final class QuorumHasCommitted extends Checker {
  QuorumHasCommitted(History history) {
    super(history);
  }

  @Override
  void platterChanged(Seat seat) {
    check();
  }

  @Override
  void applied(Seat seat, Entry entry, long digest) {
    if (entry.index() == history.appliedIndex()) {
      check();
    }
  }

  private void check() {
    long last = history.appliedIndex();
    ReplicaSet config = history.appliedConfig();
    if (last == 0 || config.voters().isEmpty()) {
      return;
    }
    Entry committed = history.appliedEntry(last);
    int without = 0;
    for (Seat seat : history.seats()) {
      if (config.isVoter(seat.node(), seat.storageUuid())
          && !seat.hasForgotten()
          && !holds(seat.platter(), committed)) {
        without++;
      }
    }
    require(
        without < config.majority(),
        "%s voters could elect a master without the committed %s",
        without,
        committed);
  }

  private static boolean holds(GroupImage platter, Entry committed) {
    long index = committed.index();
    SnapshotManifest checkpoint = platter.checkpoint();
    return platter.base().index() >= index
        || (checkpoint != null && checkpoint.end().index() >= index)
        || (platter.holds(index) && platter.chainAt(index) == committed.chain());
  }
}

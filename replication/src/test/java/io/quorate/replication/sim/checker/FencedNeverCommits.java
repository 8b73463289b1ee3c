package io.quorate.replication.sim.checker;

import io.quorate.replication.message.Message;
import io.quorate.replication.model.Entry;
import io.quorate.replication.model.NodeId;
import io.quorate.replication.model.Promise;
import io.quorate.replication.sim.GroupImage;

/**
 * Whatever is applied was accepted by a quorum, each accept sent while its epoch was the one
 * promised and with the master's entries on disk.
 */
final class FencedNeverCommits extends Checker {
  FencedNeverCommits(History history) {
    super(history);
  }

  @Override
  void sent(Seat from, NodeId to, Message message) {
    if (message instanceof Message.Accept accept) {
      // A promise that is not durable yet has not been told to anybody: an accept may still
      // overtake it.
      Promise promise = from.platter().promise();
      require(
          promise.epoch() == accept.epoch(),
          "node %s accepts in epoch %s after promise %s",
          from.node(),
          accept.epoch(),
          promise);
      require(
          from.platter().end().index() >= accept.upToIndex(),
          "node %s accepts up to %s with %s on disk",
          from.node(),
          accept.upToIndex(),
          from.platter().end().position());
      requireEqualLogs(from, accept);
    }
  }

  private void requireEqualLogs(Seat from, Message.Accept accept) {
    History.Reign reign = history.reign(accept.epoch());
    if (reign == null
        || !reign.master.equals(reign.seat.life())
        || reign.seat.view().promise().epoch() != accept.epoch()) {
      return;
    }
    GroupImage log = reign.seat.view();
    GroupImage copy = from.platter();
    long index = accept.upToIndex();
    if (index >= reign.barrierIndex && log.holds(index) && copy.holds(index)) {
      require(
          log.chainAt(index) == copy.chainAt(index),
          "node %s accepts up to %s but its entry there is not its master's",
          from.node(),
          index);
    }
  }

  @Override
  void applied(Seat seat, Entry entry, long digest) {
    require(
        entry.index() <= history.provenIndex(),
        "node %s applies %s, but a quorum has only accepted up to %s",
        seat.node(),
        entry,
        history.provenIndex());
  }
}

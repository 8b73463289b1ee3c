package io.quorate.replication.sim.checker;

import io.quorate.replication.message.Message;
import io.quorate.replication.model.Member;
import io.quorate.replication.model.NodeId;
import io.quorate.replication.port.LogOp;
import io.quorate.replication.port.LogWrite;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A disk grants an epoch to one life of one node only. */
final class PromiseUnique extends Checker {
  private record Grant(UUID storageUuid, long epoch) {}

  private final Map<Grant, Member> grants = new HashMap<>();

  PromiseUnique(History history) {
    super(history);
  }

  /** What was lost before it was synced, nobody has heard of. */
  @Override
  void durable(Seat seat, LogWrite write) {
    for (LogOp op : write.ops()) {
      if (op instanceof LogOp.SavePromise save) {
        granted(seat, save.promise().epoch(), save.promise().to());
      }
    }
  }

  @Override
  void sent(Seat from, NodeId to, Message message) {
    if (message instanceof Message.Promised promised) {
      Member holder = from.view().promise().to();
      require(
          from.view().promise().epoch() != promised.epoch()
              || (holder != null && holder.node().equals(to)),
          "node %s grants epoch %s to node %s but promised it to %s",
          from.node(),
          promised.epoch(),
          to,
          holder);
    }
  }

  private void granted(Seat seat, long epoch, @Nullable Member to) {
    if (to == null || seat.hasForgotten()) {
      return;
    }
    Member first = grants.putIfAbsent(new Grant(seat.storageUuid(), epoch), to);
    require(
        first == null || first.equals(to),
        "node %s promises epoch %s to %s after it was promised to %s",
        seat.node(),
        epoch,
        to,
        first);
  }
}

package io.quorate.replication.sim.checker;

import io.quorate.replication.message.Message;
import io.quorate.replication.model.NodeId;
import io.quorate.replication.model.Promise;
import io.quorate.replication.port.LogOp;
import io.quorate.replication.port.StoredLog;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;

/** A disk's promise never falls, restarts included, and is durable before anybody hears of it. */
final class PromiseMonotonic extends Checker {
  private final Map<UUID, Long> granted = new HashMap<>();

  PromiseMonotonic(History history) {
    super(history);
  }

  @Override
  void recovered(Seat seat, StoredLog stored) {
    long given = granted.getOrDefault(seat.storageUuid(), 0L);
    require(
        seat.hasForgotten() || stored.promise().epoch() >= given,
        "node %s granted epoch %s and recovers promise %s",
        seat.node(),
        given,
        stored.promise());
  }

  @Override
  void queueing(Seat seat, LogOp op) {
    if (op instanceof LogOp.SavePromise save) {
      Promise before = seat.view().promise();
      require(
          save.promise().epoch() >= before.epoch(),
          "node %s goes from promise %s to %s",
          seat.node(),
          before,
          save.promise());
    }
  }

  @Override
  void sent(Seat from, NodeId to, Message message) {
    if (message instanceof Message.Promised promised) {
      long durable = from.platter().promise().epoch();
      require(
          durable >= promised.epoch(),
          "node %s grants epoch %s to node %s with %s on disk",
          from.node(),
          promised.epoch(),
          to,
          from.platter().promise());
      granted.merge(from.storageUuid(), promised.epoch(), Math::max);
    }
  }
}

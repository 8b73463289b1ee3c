package io.quorate.replication.sim.checker;

import io.quorate.replication.model.LogPosition;
import io.quorate.replication.model.Member;
import io.quorate.replication.model.NodeId;
import io.quorate.replication.port.LogOp;
import java.util.HashMap;
import java.util.Map;

/** While a master serves an epoch, its log only grows. */
final class LeaderAppendOnly extends Checker {
  private final Map<NodeId, Member> serving = new HashMap<>();

  LeaderAppendOnly(History history) {
    super(history);
  }

  @Override
  void serving(Seat seat, long epoch, LogPosition barrier) {
    Member life = seat.life();
    if (life != null) {
      serving.put(seat.node(), life);
    }
  }

  @Override
  void stopped(Seat seat) {
    serving.remove(seat.node());
  }

  @Override
  void queueing(Seat seat, LogOp op) {
    boolean shrinks = op instanceof LogOp.TruncateAfter || op instanceof LogOp.FinishInstall;
    Member master = serving.get(seat.node());
    require(
        !shrinks || master == null || !master.equals(seat.life()),
        "master %s does %s while it serves",
        seat.node(),
        op);
  }
}

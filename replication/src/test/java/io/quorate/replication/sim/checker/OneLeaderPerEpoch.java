package io.quorate.replication.sim.checker;

import io.quorate.replication.model.LogPosition;
import io.quorate.replication.model.Member;
import java.util.HashMap;
import java.util.Map;

/** At most one life of one node ever serves an epoch as its master. */
final class OneLeaderPerEpoch extends Checker {
  private final Map<Long, Member> served = new HashMap<>();

  OneLeaderPerEpoch(History history) {
    super(history);
  }

  @Override
  void serving(Seat seat, long epoch, LogPosition barrier) {
    Member life = seat.life();
    if (life == null) {
      return;
    }
    Member first = served.putIfAbsent(epoch, life);
    require(
        first == null || first.equals(life),
        "%s serves epoch %s, which %s has served",
        life,
        epoch,
        first);
  }
}

package io.quorate.replication.sim.checker;

import io.quorate.replication.message.Message;
import io.quorate.replication.model.LogPosition;
import io.quorate.replication.model.NodeId;
import io.quorate.replication.port.LogOp;
import io.quorate.replication.port.LogWrite;
import io.quorate.replication.port.StoredLog;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/**
 * A disk that has forgotten what it promised or accepted grants nothing and accepts nothing, until
 * a replica set in the log names its new identity.
 */
final class AmnesiacSilent extends Checker {
  private final Map<UUID, LogPosition> accepted = new HashMap<>();
  private final Set<UUID> lessThanAccepted = new HashSet<>();

  AmnesiacSilent(History history) {
    super(history);
  }

  @Override
  void recovered(Seat seat, StoredLog stored) {
    LogPosition given = accepted.getOrDefault(seat.storageUuid(), LogPosition.START);
    if (given.isAfter(stored.end().position())) {
      lessThanAccepted.add(seat.storageUuid());
    }
  }

  @Override
  void durable(Seat seat, LogWrite write) {
    for (LogOp op : write.ops()) {
      if (op instanceof LogOp.TruncateAfter || op instanceof LogOp.FinishInstall) {
        // Given up for another master's log, not lost.
        LogPosition end = seat.platter().end().position();
        accepted.computeIfPresent(
            seat.storageUuid(), (disk, given) -> given.isAfter(end) ? end : given);
      }
    }
  }

  @Override
  void sent(Seat from, NodeId to, Message message) {
    if (message instanceof Message.Promised promised) {
      requireBelieved(from, "grants epoch " + promised.epoch());
    } else if (message instanceof Message.Accept accept) {
      if (accept.bootConfirmed()
          && history.configOf(from).isVoter(from.node(), from.storageUuid())) {
        requireBelieved(from, "accepts up to " + accept.upToIndex());
      }
      accepted.merge(
          from.storageUuid(),
          positionAt(from, accept.upToIndex()),
          (one, other) -> one.isAfter(other) ? one : other);
    }
  }

  private static LogPosition positionAt(Seat seat, long index) {
    return seat.platter().holds(index) ? seat.platter().entry(index).position() : LogPosition.START;
  }

  private void requireBelieved(Seat seat, String does) {
    require(
        !seat.hasForgotten() && !lessThanAccepted.contains(seat.storageUuid()),
        "node %s %s although its disk has forgotten",
        seat.node(),
        does);
    require(
        history.configOf(seat).isVoter(seat.node(), seat.storageUuid()),
        "node %s %s although its log does not name its disk a voter",
        seat.node(),
        does);
  }
}

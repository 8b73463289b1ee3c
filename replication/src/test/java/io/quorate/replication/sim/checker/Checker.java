package io.quorate.replication.sim.checker;

import io.quorate.replication.message.Message;
import io.quorate.replication.model.Entry;
import io.quorate.replication.model.LogPosition;
import io.quorate.replication.model.NodeId;
import io.quorate.replication.port.LogOp;
import io.quorate.replication.port.LogWrite;
import io.quorate.replication.port.StoredLog;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One invariant of one group. What it does not override does not concern it. */
abstract class Checker {
  final History history;

  Checker(History history) {
    this.history = history;
  }

  /** A process has read its log. */
  void recovered(Seat seat, StoredLog stored) {}

  void sent(Seat from, NodeId to, Message message) {}

  /** A process is about to change its log; its view is still the one before. */
  void queueing(Seat seat, LogOp op) {}

  void durable(Seat seat, LogWrite write) {}

  /** The platter has changed in any way: a sync, a crash, a wipe. */
  void platterChanged(Seat seat) {}

  /** An entry was applied; the history knows it already. */
  void applied(Seat seat, Entry entry, long digest) {}

  void serving(Seat seat, long epoch, LogPosition barrier) {}

  void stopped(Seat seat) {}

  void proposed(Operation operation) {}

  /** A producer was told that the operation is surely not stored. */
  void refused(Operation operation) {}

  void confirmed(Operation operation, LogPosition position, int syncedNodes, Object result) {}

  /** A reader was answered; {@code mustBeThere} if the first entry lived at a master when asked. */
  void read(Seat seat, long fromIndex, boolean mustBeThere, List<Entry> entries) {}

  final void require(boolean holds, String what, @Nullable Object... values) {
    if (!holds) {
      throw new InvariantViolated(getClass().getSimpleName(), String.format(what, values));
    }
  }
}

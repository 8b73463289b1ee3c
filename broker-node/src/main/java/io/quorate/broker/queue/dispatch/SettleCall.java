package io.quorate.broker.queue.dispatch;

import io.quorate.replication.model.NodeId;
import io.quorate.replication.port.Proposal;
import org.jspecify.annotations.Nullable;

/** Who wants to know what became of a settlement. Called on the loop, once. */
public interface SettleCall {
  /** When it is told that nobody can say yet, at the latest. */
  long deadlineNanos();

  /** So many were gone before this came: purged, moved, dropped meanwhile. Told before the end. */
  default void tooLate(int count) {}

  void applied();

  /** Surely without effect. */
  void refused(Proposal.Refusal reason, @Nullable NodeId master, String detail);

  void unknown(String detail);
}

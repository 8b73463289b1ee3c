package io.quorate.replication.port;

import io.quorate.replication.model.LogPosition;
import io.quorate.replication.model.NodeId;
import org.jspecify.annotations.Nullable;

/** Told about transitions, on the loop, as they happen: what led to them may not be on disk yet. */
public interface RoleListener {
  /** Committed and applied up to its own barrier: the group may be served from here. */
  void serving(long epoch, LogPosition barrier);

  /** No longer master, or not even a candidate; every pending proposal has been answered. */
  void stopped(long epoch, String reason);

  void following(long epoch, @Nullable NodeId master);

  /** A change worth a line in the log; for the operator, not for programs. */
  void transition(String what);
}

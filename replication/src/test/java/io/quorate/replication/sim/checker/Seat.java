package io.quorate.replication.sim.checker;

import io.quorate.replication.model.Member;
import io.quorate.replication.model.NodeId;
import io.quorate.replication.sim.GroupImage;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** One node's part in one group, over all lives of its process and all its disks. */
public interface Seat {
  NodeId node();

  /** The running process, or null while there is none. */
  @Nullable Member life();

  UUID storageUuid();

  /** What is durable. */
  GroupImage platter();

  /** What the process believes its log to be; the platter while there is no process. */
  GroupImage view();

  /** The disk under this identity was wiped or set back: it has forgotten what it promised. */
  boolean hasForgotten();
}

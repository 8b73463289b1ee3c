package io.quorate.replication;

import io.quorate.replication.model.GroupId;
import io.quorate.replication.model.IndexRanges;
import io.quorate.replication.model.LogPosition;
import io.quorate.replication.model.Member;
import io.quorate.replication.model.NodeId;
import io.quorate.replication.model.ReplicaSet;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/**
 * A look at a group from one node, for status pages and metrics.
 *
 * @param role MASTER, CANDIDATE, REPLICA or LEARNER
 * @param open a master that has committed its barrier
 * @param master whom this node follows or is; null once it has fallen silent
 * @param explanation one sentence for the operator: what this node waits for, or that all is well
 * @param replicas what a master knows of the others; empty elsewhere
 */
public record GroupStatus(
    GroupId group,
    Member self,
    String role,
    boolean open,
    long epoch,
    @Nullable NodeId master,
    LogPosition last,
    long firstIndex,
    long syncedIndex,
    long commitIndex,
    long appliedIndex,
    long checkpointIndex,
    long digest,
    long appliedChain,
    ReplicaSet config,
    IndexRanges corrupt,
    String explanation,
    SortedMap<NodeId, ReplicaStatus> replicas) {
  /** A replica as its master sees it. */
  public record ReplicaStatus(
      boolean voter,
      boolean connected,
      String state,
      long acceptedIndex,
      long lagEntries,
      long lagBytes) {}
}

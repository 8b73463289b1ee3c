package io.quorate.client.admin;

import java.util.List;

/**
 * A group as one of its nodes sees it.
 *
 * @param open a master that may be used
 * @param master whom the node follows or is; 0: nobody
 * @param digest of the state after {@code appliedIndex}
 * @param corruptEntries how many entries are there but unreadable
 * @param explanation one sentence: what the node waits for, or that all is well
 * @param replicas what a master knows of the others; empty elsewhere
 */
public record GroupStatus(
    String group,
    Role role,
    boolean open,
    long epoch,
    int master,
    long lastEpoch,
    long lastIndex,
    long firstIndex,
    long syncedIndex,
    long commitIndex,
    long appliedIndex,
    long checkpointIndex,
    long digest,
    List<ConfiguredNode> config,
    long corruptEntries,
    String explanation,
    List<ReplicaStatus> replicas) {

  /** What a node is in its group; UNSPECIFIED is a role that this client does not know. */
  public enum Role {
    UNSPECIFIED,
    MASTER,
    CANDIDATE,
    REPLICA,
    LEARNER
  }

  /**
   * A node of the group's replica set.
   *
   * @param storage the identity of the disk that is believed
   * @param voter otherwise on the way in
   */
  public record ConfiguredNode(int node, String storage, boolean voter) {}

  /** A replica as its master sees it. */
  public record ReplicaStatus(
      int node,
      boolean voter,
      boolean connected,
      String state,
      long acceptedIndex,
      long lagEntries,
      long lagBytes) {}

  public boolean isOpenMaster() {
    return role == Role.MASTER && open;
  }
}

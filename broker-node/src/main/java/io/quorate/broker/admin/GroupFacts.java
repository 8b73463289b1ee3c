package io.quorate.broker.admin;

import io.quorate.replication.model.GroupId;
import io.quorate.replication.model.NodeId;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A group as this node sees it.
 *
 * @param ready a master that has committed its barrier, or a replica that follows one
 * @param master whom this node follows or is
 * @param explanation what the group waits for, or that all is well, in one sentence
 * @param quorumSize nodes that make a quorum
 * @param quorumAvailable nodes in touch with the master, itself included; only the master knows,
 *     else {@link #UNKNOWN}
 * @param peers what a master knows of the others; empty elsewhere
 */
public record GroupFacts(
    GroupId group,
    GroupRole role,
    long epoch,
    boolean ready,
    @Nullable NodeId master,
    String explanation,
    int quorumSize,
    int quorumAvailable,
    long firstIndex,
    long lastIndex,
    long commitIndex,
    long appliedIndex,
    List<PeerLag> peers) {

  public static final int UNKNOWN = -1;

  /** How far a replica is behind its master. */
  public record PeerLag(NodeId peer, long entries, long bytes) {}

  public GroupFacts {
    peers = List.copyOf(peers);
  }

  /**
   * Whether a quorum works together, as far as this node can tell: a replica can tell by its
   * master.
   */
  boolean hasQuorum() {
    return role == GroupRole.MASTER ? quorumAvailable >= quorumSize : master != null;
  }
}

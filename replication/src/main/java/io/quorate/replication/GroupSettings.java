package io.quorate.replication;

import io.quorate.replication.model.GroupId;
import io.quorate.replication.model.Member;
import io.quorate.replication.model.NodeId;
import java.util.SortedSet;
import java.util.UUID;

/**
 * What a node's core is told once, at its start.
 *
 * @param self this life of this node
 * @param storageUuid the identity of this node's disk
 * @param nodes all nodes of the cluster's configuration, this one included
 */
public record GroupSettings(
    GroupId group,
    Member self,
    UUID storageUuid,
    SortedSet<NodeId> nodes,
    Timeouts timeouts,
    Limits limits) {}

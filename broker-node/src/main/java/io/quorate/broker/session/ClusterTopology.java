package io.quorate.broker.session;

import io.quorate.replication.model.GroupId;
import io.quorate.replication.model.NodeId;
import java.util.List;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/**
 * Who leads what, and where the nodes are.
 *
 * @param addresses of each node, for clients
 */
public record ClusterTopology(
    String cluster, List<Reign> groups, SortedMap<NodeId, String> addresses) {
  public record Reign(GroupId group, @Nullable NodeId master, long epoch) {}
}

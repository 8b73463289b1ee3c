package io.quorate.broker.session;

import io.quorate.broker.session.BrokerException.Code;
import io.quorate.replication.model.GroupId;
import io.quorate.replication.model.NodeId;
import java.util.List;
import java.util.SortedMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** All groups of a node, for protocol heads. */
public final class NodeBroker implements Broker {
  private final String cluster;
  private final SortedMap<GroupId, GroupBroker> groups;
  private final SortedMap<NodeId, String> addresses;

  /**
   * A broker over these groups.
   *
   * @param addresses of all nodes, for clients
   */
  public NodeBroker(
      String cluster, SortedMap<GroupId, GroupBroker> groups, SortedMap<NodeId, String> addresses) {
    this.cluster = cluster;
    this.groups = groups;
    this.addresses = addresses;
  }

  @Override
  public CompletionStage<Connection> connect(ConnectRequest request, ConnectionEvents events) {
    GroupBroker group = groups.get(request.group());
    return group == null
        ? CompletableFuture.failedFuture(unknown(request.group()))
        : group.connect(request, events);
  }

  private static BrokerException unknown(GroupId group) {
    return new BrokerException(Code.NOT_FOUND, "there is no group '" + group + "' here");
  }

  @Override
  public CompletionStage<ClusterTopology> topology() {
    List<ClusterTopology.Reign> reigns =
        groups.values().stream().map(GroupBroker::followed).toList();
    return CompletableFuture.completedFuture(new ClusterTopology(cluster, reigns, addresses));
  }

  @Override
  public Administration administration(Principal principal, GroupId group) {
    return new GroupAdministration(principal, groups.get(group), unknown(group));
  }

  /** Of a group that this node has; null: it has none of that name. */
  public @Nullable GroupBroker group(GroupId group) {
    return groups.get(group);
  }
}

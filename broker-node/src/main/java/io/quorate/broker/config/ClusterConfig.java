package io.quorate.broker.config;

import io.quorate.replication.model.GroupId;
import java.util.List;

/** What all nodes of a cluster must agree on. */
public record ClusterConfig(
    @Key(
            byDefault = "quorate",
            meaning =
                "Name of the cluster. Nodes of another name are refused, and so is a data folder written under one.")
        String clusterName,
    @Key(
            required = true,
            meaning =
                "Every node by its number, with the addresses under which the others reach it: `peer` for replication, `client` for"
                    + " clients, both as host:port. The same list on every node; portOffset is not added to it.")
        NodeList nodes,
    @Key(
            byDefault = "0",
            atLeast = "0",
            meaning =
                "How many nodes hold every message; a quorum is more than half of them. 0 means all of `nodes`, and any other"
                    + " number must equal their count.")
        int replicas,
    @Key(
            byDefault = "quorum_disk",
            meaning =
                "When a message is confirmed: once a quorum has it synced to disk. No other mode is offered.")
        SyncMode sync,
    @Key(
            byDefault = "main",
            meaning =
                "The replicated groups. Each has a master and a log of its own; all share the node's disk.")
        List<GroupId> groups,
    @Section LimitsConfig limits) {

  public ClusterConfig {
    replicas = replicas == 0 ? nodes.size() : replicas;
    groups = List.copyOf(groups);
  }

  /** How many nodes make a quorum. */
  public int quorumSize() {
    return replicas / 2 + 1;
  }
}

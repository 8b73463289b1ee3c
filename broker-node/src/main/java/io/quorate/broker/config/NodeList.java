package io.quorate.broker.config;

import io.quorate.replication.model.NodeId;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** The nodes of the cluster by id: at least one, at most {@value #NODES_MAX}. */
public record NodeList(SortedMap<NodeId, NodeAddress> byId) {

  static final int NODES_MAX = 9;

  public NodeList {
    if (byId.isEmpty() || byId.size() > NODES_MAX) {
      throw new IllegalArgumentException("1 to " + NODES_MAX + " nodes, not " + byId.size());
    }
    byId = Collections.unmodifiableSortedMap(new TreeMap<>(byId));
  }

  public List<NodeId> ids() {
    return new ArrayList<>(byId.keySet());
  }

  public int size() {
    return byId.size();
  }

  public boolean contains(NodeId nodeId) {
    return byId.containsKey(nodeId);
  }

  /** The address of a node that is in the list. */
  public NodeAddress addressOf(NodeId nodeId) {
    NodeAddress address = byId.get(nodeId);
    if (address == null) {
      throw new IllegalArgumentException("node " + nodeId + " is not one of " + ids());
    }
    return address;
  }

  @Override
  public String toString() {
    return byId.entrySet().stream()
        .map(node -> node.getKey() + " (" + node.getValue() + ")")
        .collect(Collectors.joining(", "));
  }
}

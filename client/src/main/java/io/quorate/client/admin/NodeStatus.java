package io.quorate.client.admin;

import java.util.List;
import java.util.Optional;
import java.util.SortedMap;

/**
 * A node as it describes itself.
 *
 * @param address where it was asked
 * @param incarnation drawn anew at every start
 * @param nodes where the nodes of its configuration listen for clients, itself included
 */
public record NodeStatus(
    NodeAddress address,
    String cluster,
    int node,
    long incarnation,
    List<GroupStatus> groups,
    SortedMap<Integer, NodeAddress> nodes) {
  public Optional<GroupStatus> group(String name) {
    return groups.stream().filter(group -> group.group().equals(name)).findFirst();
  }
}

package io.quorate.client.admin;

import java.util.List;
import java.util.SortedMap;

/**
 * Who is there, and who is master of what, as one node knows it.
 *
 * @param nodes addresses for clients by the nodes' numbers
 */
public record Topology(String cluster, List<Group> groups, SortedMap<Integer, NodeAddress> nodes) {
  /**
   * A group of queues and topics with a log of its own.
   *
   * @param master number of a node; 0: not known
   */
  public record Group(String name, int master, long epoch) {}
}

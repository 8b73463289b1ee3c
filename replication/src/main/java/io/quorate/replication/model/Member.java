package io.quorate.replication.model;

/** One life of a node's process: the node, and a number drawn anew at each start. */
public record Member(NodeId node, long incarnation) implements Comparable<Member> {
  @Override
  public int compareTo(Member other) {
    int byNode = node.compareTo(other.node);
    return byNode != 0 ? byNode : Long.compare(incarnation, other.incarnation);
  }

  @Override
  public String toString() {
    return node + "/" + Long.toHexString(incarnation);
  }
}

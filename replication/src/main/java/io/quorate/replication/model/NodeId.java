package io.quorate.replication.model;

/** A node of the cluster, by the number its operator gave it. */
public record NodeId(int number) implements Comparable<NodeId> {
  public NodeId {
    if (number < 1 || number > 65_535) {
      throw new IllegalArgumentException("a node id is 1 to 65535, found " + number);
    }
  }

  public static NodeId of(int number) {
    return new NodeId(number);
  }

  @Override
  public int compareTo(NodeId other) {
    return Integer.compare(number, other.number);
  }

  @Override
  public String toString() {
    return Integer.toString(number);
  }
}

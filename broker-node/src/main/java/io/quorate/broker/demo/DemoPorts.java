package io.quorate.broker.demo;

import java.util.ArrayList;
import java.util.List;

/** Where the processes of a demo listen, all on loopback. */
record DemoPorts(int zooKeeper, List<NodePorts> nodes) {
  /** With it the last of nine nodes still has a port. */
  static final int OFFSET_MAX = 3_800;

  /** Nodes step by it, so that every node's ports look alike. */
  private static final int STEP = 10;

  /** In the gaps that the nodes' steps leave. */
  private static final int ZOOKEEPER = 61_611;

  DemoPorts {
    nodes = List.copyOf(nodes);
  }

  /** Node 1 is where commands look for a cluster unless they are told otherwise. */
  static DemoPorts usual(int nodeCount, int offset) {
    List<NodePorts> nodes = new ArrayList<>();
    for (int i = 0; i < nodeCount; i++) {
      nodes.add(NodePorts.usual(offset + i * STEP));
    }
    return new DemoPorts(ZOOKEEPER + offset, nodes);
  }

  /** Ports that nobody listens on by now. */
  static DemoPorts free(int nodeCount) throws DemoException {
    FreePorts free = new FreePorts();
    List<NodePorts> nodes = new ArrayList<>();
    for (int i = 0; i < nodeCount; i++) {
      nodes.add(new NodePorts(free.next(), free.next(), free.next()));
    }
    return new DemoPorts(free.next(), nodes);
  }

  NodePorts node(int id) {
    return nodes.get(id - 1);
  }

  String zooKeeperAddress() {
    return NodePorts.HOST + ":" + zooKeeper;
  }
}

package io.quorate.broker.process;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Where the nodes of a cluster and its ZooKeepers run, and how the nodes reach all of them. */
record Layout(List<Node> nodes, List<Site> zooKeepers, int zkPort, Road road) {
  private static final int NODE_COUNT = 3;

  record Node(Site site, NodeProcess.Ports ports) {}

  /** Host and port under which one reaches a port of another one. */
  interface Road {
    String from(Site site, Site to, int port);
  }

  /** Three nodes and one ZooKeeper that see each other whatever happens. */
  static Layout onLoopback(Path folder) {
    return onLoopback(folder, NODE_COUNT);
  }

  /** So many nodes and one ZooKeeper. */
  static Layout onLoopback(Path folder, int nodeCount) {
    FreePorts free = new FreePorts();
    List<Node> nodes = new ArrayList<>();
    for (int id = 1; id <= nodeCount; id++) {
      nodes.add(
          new Node(
              Site.onLoopback("node-%d".formatted(id), folder),
              new NodeProcess.Ports(free.next(), free.next(), free.next())));
    }
    return new Layout(
        nodes, List.of(Site.onLoopback("zookeeper", folder)), free.next(), Layout::straight);
  }

  private static String straight(Site from, Site to, int port) {
    return to.host() + ":" + port;
  }
}

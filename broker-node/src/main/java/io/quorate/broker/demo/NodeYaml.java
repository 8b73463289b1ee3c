package io.quorate.broker.demo;

import java.nio.file.Path;
import java.util.List;

/** The configuration of one node on this machine, as a text. */
final class NodeYaml {
  private NodeYaml() {}

  /** The marks are low: a demo has to work in a corner of a nearly full disk. */
  static String text(
      String cluster, int node, List<NodePorts> nodes, Path data, String zooKeeperAddress) {
    NodePorts own = nodes.get(node - 1);
    return """
        clusterName: %s
        nodeId: %d
        nodes:
        %sdirectory: %s
        ports: {client: %d, peers: %d, admin: %d}
        zkAddress: %s
        storage: {retainBytes: 64MiB, softDiskMark: 256MiB, hardDiskMark: 128MiB, ballastBytes: 16MiB}
        """
        .formatted(
            cluster,
            node,
            nodeLines(nodes),
            quoted(data),
            own.client(),
            own.peers(),
            own.admin(),
            zooKeeperAddress);
  }

  private static String nodeLines(List<NodePorts> nodes) {
    StringBuilder lines = new StringBuilder();
    for (int id = 1; id <= nodes.size(); id++) {
      NodePorts node = nodes.get(id - 1);
      lines.append(
          "  %d: {peer: '%s', client: '%s'}\n"
              .formatted(id, node.peersAddress(), node.clientAddress()));
    }
    return lines.toString();
  }

  private static String quoted(Path path) {
    return "'" + path.toString().replace("'", "''") + "'";
  }
}

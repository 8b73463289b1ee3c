package io.quorate.broker.config;

import io.quorate.replication.model.NodeId;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Reads the section {@code nodes}: {@code NUMBER: {peer: HOST:PORT, client: HOST:PORT}}. */
final class NodeListReader {

  private NodeListReader() {}

  static @Nullable Object read(String path, YamlNode node, ConfigProblems problems) {
    if (!(node instanceof YamlNode.Fields fields)
        || fields.byName().isEmpty()
        || fields.byName().size() > NodeList.NODES_MAX) {
      problems.addFound(
          path,
          node.origin(),
          node.words(),
          "a section of 1 to "
              + NodeList.NODES_MAX
              + " nodes, each as NUMBER: {peer: HOST:PORT, client: HOST:PORT}");
      return null;
    }
    int before = problems.count();
    SortedMap<NodeId, NodeAddress> byId = new TreeMap<>();
    fields
        .byName()
        .forEach(
            (name, value) -> {
              YamlNode id = new YamlNode.Text(name, value.origin());
              Object number =
                  ValueType.readText(
                      path + "." + name, id, problems, Names.NODE_EXPECTED, Names::node);
              NodeAddress address = nodeAddress(path + "." + name, value, problems);
              if (number != null && address != null) {
                byId.put((NodeId) number, address);
              }
            });
    return problems.count() == before ? new NodeList(byId) : null;
  }

  private static @Nullable NodeAddress nodeAddress(
      String path, YamlNode node, ConfigProblems problems) {
    if (!(node instanceof YamlNode.Fields fields)) {
      problems.addFound(path, node.origin(), node.words(), "{peer: HOST:PORT, client: HOST:PORT}");
      return null;
    }
    List<String> known = List.of("peer", "client");
    for (Map.Entry<String, YamlNode> field : fields.byName().entrySet()) {
      if (!known.contains(field.getKey())) {
        problems.add(
            path + "." + field.getKey(),
            field.getValue().origin(),
            "is no key; a node has peer and client" + NearestName.hint(field.getKey(), known));
      }
    }
    HostPort peer = address(path + ".peer", fields.byName().get("peer"), node.origin(), problems);
    HostPort client =
        address(path + ".client", fields.byName().get("client"), node.origin(), problems);
    return peer == null || client == null ? null : new NodeAddress(peer, client);
  }

  private static @Nullable HostPort address(
      String path, @Nullable YamlNode node, Origin parent, ConfigProblems problems) {
    if (node == null) {
      problems.addFound(path, parent, "nothing", HostPort.EXPECTED);
      return null;
    }
    return (HostPort) ValueType.readText(path, node, problems, HostPort.EXPECTED, HostPort::parse);
  }
}

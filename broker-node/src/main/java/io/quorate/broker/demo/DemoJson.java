package io.quorate.broker.demo;

import java.util.List;
import java.util.stream.Collectors;

/** The processes of a demo, for programs. Nothing in it has to be escaped. */
final class DemoJson {
  private DemoJson() {}

  static String of(DemoCluster cluster, List<DemoNode> nodes) {
    DemoProcess zooKeeper = cluster.zooKeeper();
    return "{\"nodes\":[%s],\"zooKeeper\":{\"running\":%b,\"pid\":%d,\"address\":\"%s\"}}"
        .formatted(
            nodes.stream()
                .map(node -> of(node, cluster.ports().node(node.id())))
                .collect(Collectors.joining(",")),
            zooKeeper.isRunning(),
            zooKeeper.pid(),
            cluster.ports().zooKeeperAddress());
  }

  private static String of(DemoNode node, NodePorts ports) {
    return ("{\"node\":%d,\"role\":\"%s\",\"epoch\":%d,\"pid\":%d,\"clients\":\"%s\","
            + "\"peers\":\"%s\",\"admin\":\"%s\"}")
        .formatted(
            node.id(),
            node.role(),
            node.epoch(),
            node.pid(),
            ports.clientAddress(),
            ports.peersAddress(),
            ports.adminUrl());
  }
}

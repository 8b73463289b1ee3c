package io.quorate.broker.demo;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;

/** The processes of a demo, a line each. */
final class DemoTable {
  private static final String LINE = "%-9s  %-9s  %7s  %-15s  %-15s  %s";

  private final List<String> lines = new ArrayList<>();

  private DemoTable() {}

  static DemoTable of(DemoCluster cluster) {
    return of(cluster, cluster.nodes());
  }

  static DemoTable of(DemoCluster cluster, List<DemoNode> nodes) {
    DemoTable table = new DemoTable();
    table.add("", "ROLE", "PID", "CLIENTS", "PEERS", "HEALTH AND METRICS");
    for (DemoNode node : nodes) {
      NodePorts ports = cluster.ports().node(node.id());
      table.add(
          "node " + node.id(),
          node.role(),
          pid(node.pid()),
          ports.clientAddress(),
          ports.peersAddress(),
          ports.adminUrl());
    }
    DemoProcess zooKeeper = cluster.zooKeeper();
    table.add(
        "ZooKeeper",
        zooKeeper.isRunning() ? "running" : "down",
        pid(zooKeeper.pid()),
        cluster.ports().zooKeeperAddress(),
        "",
        "");
    return table;
  }

  private static String pid(long pid) {
    return pid == 0 ? "-" : Long.toString(pid);
  }

  private void add(Object... cells) {
    lines.add(LINE.formatted(cells).stripTrailing());
  }

  void print(PrintWriter out) {
    lines.forEach(out::println);
  }
}

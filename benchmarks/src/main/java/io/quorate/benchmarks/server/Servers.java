package io.quorate.benchmarks.server;

import java.util.List;

/** The servers of one system on this machine. */
public interface Servers {
  /** What the nodes need beside them: a ZooKeeper, for most nothing. */
  default List<ServerProcess> others() {
    return List.of();
  }

  /** By number, beginning with 1. */
  List<ServerProcess> nodes();

  /** The class in {@code io.quorate.benchmarks.driver}. */
  String driver();

  /** For the driver. */
  String url();

  /** The class path of the driver's libraries. */
  String clientClassPath();

  /** Returns when clients may come. */
  void start();

  /** The number of the node that orders the queue's messages; 0: its driver has to ask. */
  default int findMaster(String queue) {
    return 0;
  }

  /** Waits until all nodes are back in their places; what the driver can ask is asked, too. */
  default void awaitWhole() {}
}

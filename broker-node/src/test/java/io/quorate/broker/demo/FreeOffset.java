package io.quorate.broker.demo;

import java.util.random.RandomGenerator;

/** A port offset at which a demo finds all its ports free. */
final class FreeOffset {
  private static final int FROM = 200;

  private FreeOffset() {}

  /** Drawn, so that two builds on one machine do not meet. */
  static int draw(int nodeCount) {
    while (true) {
      int offset = RandomGenerator.getDefault().nextInt(FROM, DemoPorts.OFFSET_MAX);
      if (isFree(DemoPorts.usual(nodeCount, offset))) {
        return offset;
      }
    }
  }

  private static boolean isFree(DemoPorts ports) {
    return FreePorts.isFree(ports.zooKeeper())
        && ports.nodes().stream()
            .allMatch(
                node ->
                    FreePorts.isFree(node.client())
                        && FreePorts.isFree(node.peers())
                        && FreePorts.isFree(node.admin()));
  }
}

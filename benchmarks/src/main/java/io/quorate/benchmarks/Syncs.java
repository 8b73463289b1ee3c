package io.quorate.benchmarks;

import io.quorate.benchmarks.server.ServerProcess;
import io.quorate.benchmarks.server.Servers;
import java.io.IOException;

/**
 * What all nodes of a system together have synced so far.
 *
 * @param count negative: nobody has counted
 */
record Syncs(long count, long spentNanos) {
  static final Syncs UNKNOWN = new Syncs(-1, 0);

  private static final double NANOS_PER_MICRO = 1e3;

  static Syncs of(Servers servers) throws IOException {
    long count = 0;
    long spentNanos = 0;
    for (ServerProcess node : servers.nodes()) {
      long ofNode = node.syncs().count();
      if (ofNode < 0) {
        return UNKNOWN;
      }
      count += ofNode;
      spentNanos += node.syncs().spentNanos();
    }
    return new Syncs(count, spentNanos);
  }

  Syncs since(Syncs before) {
    return count < 0 || before.count < 0
        ? UNKNOWN
        : new Syncs(count - before.count, spentNanos - before.spentNanos);
  }

  double microsEach() {
    return count <= 0 ? 0 : (double) spentNanos / count / NANOS_PER_MICRO;
  }
}

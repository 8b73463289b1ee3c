package io.quorate.benchmarks.server;

import java.util.List;
import java.util.stream.IntStream;

/** How large our own cluster is. */
public record OwnCluster(int nodes, int groups) {
  private static final List<Integer> NODE_COUNTS = List.of(1, 3, 5, 7);
  private static final int GROUPS_MAX = 64;

  public static final OwnCluster USUAL = new OwnCluster(3, 1);

  public OwnCluster {
    if (!NODE_COUNTS.contains(nodes)) {
      throw new IllegalArgumentException(
          "--nodes: expected one of %s, found %d".formatted(NODE_COUNTS, nodes));
    }
    if (groups < 1 || groups > GROUPS_MAX) {
      throw new IllegalArgumentException(
          "--groups: expected 1 to %d, found %d".formatted(GROUPS_MAX, groups));
    }
  }

  /** The first one has the usual name. */
  List<String> groupNames() {
    return IntStream.rangeClosed(1, groups)
        .mapToObj(number -> number == 1 ? "main" : "group-" + number)
        .toList();
  }
}

package io.quorate.benchmarks;

import io.quorate.benchmarks.load.LoadMain;
import io.quorate.benchmarks.load.LoadSettings;
import io.quorate.benchmarks.server.ServerProcess;
import io.quorate.benchmarks.server.Servers;
import io.quorate.benchmarks.server.SyncCounts.Sync;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Whether every confirmation lies after a sync on enough nodes: one message at a time, and between
 * its sending and its confirmation a sync has to begin and return on each of them. Nothing the
 * broker says of itself is believed.
 */
final class SyncCheck {
  private static final Duration TIME_MAX = Duration.ofMinutes(5);

  /** One message at a time. */
  record Confirm(long sentNanos, long confirmedNanos) {
    boolean contains(Sync sync) {
      return sync.beganNanos() - sentNanos >= 0 && confirmedNanos - sync.returnedNanos() >= 0;
    }
  }

  /**
   * @param onNodes how many messages had a sync on exactly so many nodes
   */
  record Result(int messages, int nodesMin, int[] onNodes) {
    boolean isSound() {
      return Arrays.stream(onNodes, 0, nodesMin).sum() == 0;
    }

    String line() {
      return "SYNCS messages=%d on_nodes=%s needed=%d %s"
          .formatted(
              messages, Arrays.toString(onNodes), nodesMin, isSound() ? "sound" : "VIOLATED");
    }
  }

  private SyncCheck() {}

  static Result perform(Servers servers, int messages, int bodyBytes) throws IOException {
    LoadSettings settings =
        new LoadSettings(1, messages, 0, bodyBytes, 0, Duration.ZERO, Duration.ZERO);
    List<Confirm> confirms = new ArrayList<>();
    try (LoadProcess load = new LoadProcess(servers, "bench-syncs", "trace", settings, TIME_MAX)) {
      for (int i = 0; i < messages; i++) {
        String[] words = load.await(LoadMain.CONFIRM).split(" ", -1);
        confirms.add(new Confirm(Long.parseLong(words[0]), Long.parseLong(words[1])));
      }
    }
    List<List<Sync>> syncs = new ArrayList<>();
    for (ServerProcess node : servers.nodes()) {
      syncs.add(node.syncs().latest());
    }
    return judge(confirms, syncs, servers.nodes().size() / 2 + 1);
  }

  static Result judge(List<Confirm> confirms, List<List<Sync>> syncsOfNodes, int nodesMin) {
    int[] onNodes = new int[syncsOfNodes.size() + 1];
    for (Confirm confirm : confirms) {
      long nodes =
          syncsOfNodes.stream().filter(syncs -> syncs.stream().anyMatch(confirm::contains)).count();
      onNodes[(int) nodes]++;
    }
    return new Result(confirms.size(), nodesMin, onNodes);
  }
}

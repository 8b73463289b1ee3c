package io.quorate.client.admin;

import io.quorate.client.admin.AdminException.Kind;
import io.quorate.client.admin.ClusterAdmin.Answer;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * All nodes' states at one applied index.
 *
 * @param byNode in the order in which the nodes were given
 */
public record DigestComparison(long appliedIndex, Map<NodeAddress, StateDigest> byNode) {

  /** Whether all nodes have the same state and the same log. */
  public boolean isEqual() {
    return byNode.values().stream().distinct().count() <= 1;
  }

  /**
   * Waits until all nodes have applied the same index. That takes as long as somebody appends, so
   * not longer than {@code patience}.
   */
  public static DigestComparison await(ClusterAdmin cluster, String group, Duration patience)
      throws AdminException {
    long endNanos = System.nanoTime() + patience.toNanos();
    while (true) {
      List<Answer<StateDigest>> answers = cluster.digests(group, highestIndex(cluster, group));
      DigestComparison comparison = compare(answers);
      if (comparison != null) {
        return comparison;
      }
      if (System.nanoTime() - endNanos > 0) {
        throw new AdminException(
            Kind.REFUSED,
            "expected all nodes to have applied one index within %d ms, found %s; is somebody still appending?"
                .formatted(patience.toMillis(), describe(answers)));
      }
    }
  }

  private static long highestIndex(ClusterAdmin cluster, String group) {
    return cluster.statuses().stream()
        .flatMap(answer -> answer.answer() == null ? null : answer.answer().group(group).stream())
        .mapToLong(status -> Math.max(status.commitIndex(), status.appliedIndex()))
        .max()
        .orElse(0);
  }

  private static @Nullable DigestComparison compare(List<Answer<StateDigest>> answers) {
    Map<NodeAddress, StateDigest> byNode = new LinkedHashMap<>();
    for (Answer<StateDigest> answer : answers) {
      if (answer.answer() == null) {
        return null;
      }
      byNode.put(answer.node().address(), answer.answer());
    }
    List<Long> indexes =
        byNode.values().stream().map(StateDigest::appliedIndex).distinct().toList();
    return indexes.size() == 1 ? new DigestComparison(indexes.get(0), byNode) : null;
  }

  private static String describe(List<Answer<StateDigest>> answers) {
    return answers.stream()
        .map(answer -> answer.node().address() + " " + describe(answer))
        .collect(Collectors.joining(", "));
  }

  private static String describe(Answer<StateDigest> answer) {
    return answer.answer() != null
        ? "at " + answer.answer().appliedIndex()
        : answer.problem() != null ? "failed (" + answer.problem().getMessage() + ")" : "silent";
  }
}

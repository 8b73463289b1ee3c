package io.quorate.replication.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReplicaSetTest {
  private static final int DISKS_PER_NODE = 3;

  private static UUID disk(int node, int life) {
    return new UUID(node, life);
  }

  private static ReplicaSet voters(int count) {
    TreeMap<NodeId, UUID> voters = new TreeMap<>();
    for (int node = 1; node <= count; node++) {
      voters.put(NodeId.of(node), disk(node, 0));
    }
    return ReplicaSet.of(voters);
  }

  @Test
  void comesBackFromItsBytes() {
    ReplicaSet set =
        voters(5).withReplaced(NodeId.of(2), disk(2, 7)).withReplaced(NodeId.of(5), disk(5, -1));

    assertThat(ReplicaSet.decode(ByteBuffer.wrap(set.encode()))).isEqualTo(set);
    assertThat(ReplicaSet.decode(ByteBuffer.wrap(ReplicaSet.NONE.encode())))
        .isEqualTo(ReplicaSet.NONE);
  }

  @Test
  void wipedNodeComesBackInTwoSteps() {
    NodeId wiped = NodeId.of(2);

    ReplicaSet joining = voters(3).withReplaced(wiped, disk(2, 1));

    assertThat(joining.isVoter(wiped, disk(2, 0))).as("the old disk").isFalse();
    assertThat(joining.isVoter(wiped, disk(2, 1))).as("the new disk").isFalse();
    assertThat(joining.isJoining(wiped, disk(2, 1))).isTrue();
    assertThat(joining.majority()).isEqualTo(2);

    ReplicaSet admitted = joining.withAdmitted(wiped);

    assertThat(admitted.isVoter(wiped, disk(2, 1))).isTrue();
    assertThat(admitted.isVoter(wiped, disk(2, 0))).isFalse();
    assertThat(admitted.joining()).isEmpty();
    assertThatThrownBy(() -> admitted.withAdmitted(wiped)).hasMessageContaining("not joining");
  }

  /** Every replica set that steps can lead to, and every step from it (I17). */
  @ParameterizedTest
  @ValueSource(ints = {3, 5})
  void majoritiesBeforeAndAfterAnyStepMeet(int count) {
    Set<ReplicaSet> seen = new HashSet<>();
    ArrayDeque<ReplicaSet> open = new ArrayDeque<>();
    open.add(voters(count));
    int steps = 0;
    while (!open.isEmpty()) {
      ReplicaSet before = open.remove();
      for (ReplicaSet after : steps(before, count)) {
        assertThat(majoritiesMeet(before, after)).as("%s to %s", before, after).isTrue();
        steps++;
        if (seen.add(after)) {
          open.add(after);
        }
      }
    }
    assertThat(steps).isGreaterThan(100);
  }

  /** Why there are two steps. */
  @Test
  void majoritiesBeforeAndAfterSwapInOneStepMayMiss() {
    TreeMap<NodeId, UUID> swapped = new TreeMap<>(voters(3).voters());
    swapped.put(NodeId.of(2), disk(2, 1));

    assertThat(majoritiesMeet(voters(3), ReplicaSet.of(swapped))).isFalse();
  }

  private static List<ReplicaSet> steps(ReplicaSet from, int count) {
    List<ReplicaSet> steps = new ArrayList<>();
    for (int number = 1; number <= count; number++) {
      NodeId node = NodeId.of(number);
      if (from.joining().containsKey(node)) {
        steps.add(from.withAdmitted(node));
      }
      UUID known = from.voters().getOrDefault(node, from.joining().getOrDefault(node, disk(0, 0)));
      int next = (int) known.getLeastSignificantBits() + 1;
      if (next < DISKS_PER_NODE - (count > 3 ? 1 : 0)) {
        steps.add(from.withReplaced(node, disk(number, next)));
      }
    }
    return steps;
  }

  private static boolean majoritiesMeet(ReplicaSet one, ReplicaSet other) {
    List<Map.Entry<NodeId, UUID>> mine = List.copyOf(one.voters().entrySet());
    List<Map.Entry<NodeId, UUID>> theirs = List.copyOf(other.voters().entrySet());
    for (int chosen = 0; chosen < 1 << mine.size(); chosen++) {
      if (Integer.bitCount(chosen) >= one.majority()
          && hasMajorityWithout(chosen(mine, chosen), theirs, other.majority())) {
        return false;
      }
    }
    return true;
  }

  private static Set<Map.Entry<NodeId, UUID>> chosen(
      List<Map.Entry<NodeId, UUID>> voters, int bits) {
    Set<Map.Entry<NodeId, UUID>> chosen = new HashSet<>();
    for (int i = 0; i < voters.size(); i++) {
      if ((bits & 1 << i) != 0) {
        chosen.add(voters.get(i));
      }
    }
    return chosen;
  }

  private static boolean hasMajorityWithout(
      Set<Map.Entry<NodeId, UUID>> excluded, List<Map.Entry<NodeId, UUID>> voters, int majority) {
    return voters.stream().filter(voter -> !excluded.contains(voter)).count() >= majority;
  }

  @Test
  void laterChangesOfTheMapsDoNotReachIt() {
    TreeMap<NodeId, UUID> map = new TreeMap<>(voters(3).voters());
    ReplicaSet set = ReplicaSet.of(map);

    map.clear();

    assertThat(set).isEqualTo(voters(3));
    assertThatThrownBy(() -> set.voters().clear())
        .isInstanceOf(UnsupportedOperationException.class);
  }
}

package io.quorate.replication;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.replication.model.Member;
import io.quorate.replication.model.NodeId;
import io.quorate.replication.model.Promise;
import io.quorate.replication.model.ReplicaSet;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class RulesTest {
  private static final Member ONE = new Member(NodeId.of(1), 7);
  private static final Member ONE_REBORN = new Member(NodeId.of(1), 8);

  private final Rules rules = Rules.RIGHT;

  /** The highest index that at least so many have, found by trying them all (I4). */
  private static long countedCommit(long[] accepted, int majority, long barrier, long before) {
    long commit = before;
    for (long index = before + 1; index <= 20; index++) {
      long candidate = index;
      long have = LongStream.of(accepted).filter(upTo -> upTo >= candidate).count();
      if (have >= majority && index >= barrier) {
        commit = index;
      }
    }
    return commit;
  }

  @Test
  void commitIndexIsWhatMajorityHasFromTheBarrierOn() {
    SplittableRandom random = new SplittableRandom(14);
    for (int round = 0; round < 50_000; round++) {
      int voters = 1 + random.nextInt(7);
      long[] accepted = random.longs(voters, 0, 20).toArray();
      long[] given = accepted.clone();
      long barrier = random.nextLong(1, 20);
      long before = random.nextLong(20);

      assertThat(rules.commitIndex(given, voters / 2 + 1, barrier, before))
          .as("%s from %d, was %d", accepted, barrier, before)
          .isEqualTo(countedCommit(accepted, voters / 2 + 1, barrier, before));
      assertThat(given).containsExactly(accepted);
    }
  }

  @Test
  void entriesOfOlderEpochsAreNotCommittedByCountingThem() {
    assertThat(rules.commitIndex(new long[] {9, 9, 9}, 2, 10, 4)).isEqualTo(4);
    assertThat(rules.commitIndex(new long[] {10, 10, 3}, 2, 10, 4)).isEqualTo(10);
  }

  @Test
  void replicaCommitsOnlyWhatIsKnownToBeEqual() {
    assertThat(rules.replicaCommit(8, 5, 20)).isEqualTo(5);
    assertThat(rules.replicaCommit(3, 5, 20)).isEqualTo(3);
  }

  @Test
  void nothingIsAppliedThatThisDiskDoesNotHave() {
    assertThat(rules.applicable(8, 5, 20)).isEqualTo(5);
    assertThat(rules.applicable(3, 5, 20)).isEqualTo(3);
  }

  @Test
  void promiseIsGivenToOneLifeOfOneNode() {
    Promise promise = new Promise(5, ONE);

    assertThat(rules.allows(promise, 5, ONE)).isTrue();
    assertThat(rules.allows(promise, 5, ONE_REBORN)).isFalse();
    assertThat(rules.allows(promise, 4, ONE)).isFalse();
    assertThat(rules.allows(promise, 6, ONE_REBORN)).isTrue();
  }

  @Test
  void answersOfAnEarlierPromiseStay() {
    Promise promise = new Promise(5, ONE);

    assertThat(rules.mayAnswer(promise, 5, ONE)).isTrue();
    assertThat(rules.mayAnswer(promise, 5, ONE_REBORN)).isFalse();
    assertThat(rules.mayAnswer(promise, 4, ONE)).isFalse();
  }

  @Test
  void claimedEpochIsAboveEverythingHeardOf() {
    assertThat(rules.epochToClaim(9, 2)).isEqualTo(10);
    assertThat(rules.epochToClaim(2, 9)).isEqualTo(10);
  }

  @Test
  void majorityCountsOnlyTheDisksThatTheReplicaSetNames() {
    TreeMap<NodeId, UUID> nodes = new TreeMap<>();
    for (int node = 1; node <= 3; node++) {
      nodes.put(NodeId.of(node), new UUID(node, 0));
    }
    ReplicaSet config = ReplicaSet.of(nodes);
    nodes.remove(NodeId.of(3));
    assertThat(rules.isMajority(config, nodes)).isTrue();

    nodes.put(NodeId.of(2), new UUID(2, 1));
    assertThat(rules.isMajority(config, nodes)).as("another disk of node 2").isFalse();
    nodes.put(NodeId.of(4), new UUID(4, 0));
    assertThat(rules.isMajority(config, nodes)).as("a node that is no voter").isFalse();
    assertThat(rules.isMajority(ReplicaSet.NONE, nodes)).as("nobody votes").isFalse();
  }

  @Test
  void replicaSetChangesOneAtATimeAndAfterTheBarrier() {
    assertThat(rules.mayChangeConfig(true, 7, 7)).isTrue();
    assertThat(rules.mayChangeConfig(true, 8, 7)).isFalse();
    assertThat(rules.mayChangeConfig(false, 7, 7)).isFalse();
  }
}

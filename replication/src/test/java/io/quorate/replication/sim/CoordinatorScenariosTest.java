package io.quorate.replication.sim;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.replication.model.GroupId;
import org.junit.jupiter.api.Test;

/** A coordinator that forgets, lies or is away. */
class CoordinatorScenariosTest {
  private final SimCluster cluster = SimCluster.ofThree();

  /** S-zkwipe, S-meta: epochs go on rising, and nobody deletes anything. */
  @Test
  void wipedCoordinatorCostsNothing() {
    cluster.append(10);
    SimNode master = cluster.master();
    long epoch = cluster.seat(master).servedEpoch();

    cluster.zk().wipe();
    master.crash("the story says so");
    SimNode next = cluster.awaitSuccessorOf(master);

    assertThat(cluster.seat(next).servedEpoch()).isGreaterThan(epoch);
    master.start();
    cluster.append(5);
    cluster.awaitEqualStates();
  }

  /** S-zkambig: a claim whose answer is lost is neither taken for granted nor for failed. */
  @Test
  void lostAnswersToClaimsAreReadAgain() {
    cluster.zk().ambiguousRate = 1;
    SimNode master = cluster.master();
    cluster.append(5);

    master.crash("the story says so");
    cluster.awaitSuccessorOf(master);

    master.start();
    cluster.append(5);
    cluster.awaitEqualStates();
  }

  /** S-zkstale: what was read may be seconds old. */
  @Test
  void staleViewsOnlyCostTime() {
    cluster.zk().staleNanosMax = 3 * SimWorld.SECOND;
    for (int round = 0; round < 3; round++) {
      SimNode master = cluster.awaitMaster();
      cluster.append(3);
      master.crash("the story says so");
      cluster.awaitSuccessorOf(master);
      master.start();
    }

    cluster.append(5);
    cluster.awaitEqualStates();
  }

  /** S-zombie-cas: a master that lost its session while it stood still claims nothing. */
  @Test
  void expiredMasterCannotClaimAnEpoch() {
    SimNode old = cluster.master();
    old.freeze();
    cluster.zk().expire(old);
    SimNode next = cluster.awaitSuccessorOf(old);
    long epochs = cluster.history().epochs();

    old.thaw();
    cluster.run(5);

    assertThat(cluster.master()).isEqualTo(next);
    assertThat(cluster.history().epochs()).isEqualTo(epochs);
    cluster.awaitEqualStates();
  }

  /** The group is served on for as long as the coordinator is away. */
  @Test
  void masterServesOnWithoutTheCoordinator() {
    SimNode master = cluster.master();
    cluster.zk().setUp(false);

    for (int i = 0; i < 10; i++) {
      cluster.run(6);
      cluster.append(2);
    }

    assertThat(cluster.master()).isEqualTo(master);
    cluster.zk().setUp(true);
    cluster.run(10);
    assertThat(cluster.master()).isEqualTo(master);
  }

  /** S-evict: to lose one's place in line for no reason harms nobody. */
  @Test
  void wrongEvictionsAreHarmless() {
    for (int i = 0; i < 20; i++) {
      cluster.zk().evictAnybody(GroupId.MAIN);
      cluster.append(2);
      cluster.run(0.7);
    }

    cluster.awaitEqualStates();
  }

  /** S-evil-latch: anybody may be told first at any time. */
  @Test
  void latchThatTellsEverybodyCostsOnlyTime() {
    for (long seed = 1; seed <= 5; seed++) {
      SimCluster evil = new SimCluster(3, LatchMode.ADVERSARIAL, seed);
      for (int i = 0; i < 10; i++) {
        evil.zk().evictAnybody(GroupId.MAIN);
        SimNode master = evil.awaitMaster();
        evil.propose(master, 5);
        evil.run(0.5);
      }
      evil.zk().becomeHonest();

      evil.append(5);
      evil.awaitEqualStates();
    }
  }
}

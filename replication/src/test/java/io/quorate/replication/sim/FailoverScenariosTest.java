package io.quorate.replication.sim;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Masters that die, are cut off or come back. */
class FailoverScenariosTest {
  private final SimCluster cluster = SimCluster.ofThree();

  /** S-div: the longer log is not the better one. */
  @Test
  void oldMasterGivesUpItsLongUnconfirmedTail() {
    SimNode old = cluster.master();
    cluster.append(10);
    cluster.isolate(old);
    List<SimCluster.Sent> tail = cluster.propose(old, 30);
    cluster.awaitSuccessorOf(old);
    cluster.run(3);
    assertThat(tail).allMatch(sent -> sent.unknown);

    cluster.append(5);
    cluster.mend();

    cluster.awaitEqualStates();
    assertThat(cluster.history().truncations()).isPositive();
  }

  /** S-quorumloss: whoever waits is told the truth, in time. */
  @Test
  void masterWithoutMajorityConfirmsNothingAndHangsNobody() {
    SimNode master = cluster.master();
    cluster.isolate(master);

    List<SimCluster.Sent> sent = cluster.propose(master, 10);
    cluster.run(2.5);

    assertThat(sent).allMatch(it -> it.unknown || it.refused);
    assertThat(cluster.seat(master).isServing()).isFalse();
  }

  /** S-part: nobody serves alone. */
  @Test
  void isolatedReplicaNeverServes() {
    SimNode alone = cluster.others(cluster.master()).get(0);
    cluster.isolate(alone);

    for (int i = 0; i < 40; i++) {
      cluster.run(0.5);
      assertThat(cluster.seat(alone).isServing()).isFalse();
    }
    cluster.append(5);
  }

  /** S-partial: a node with one cut wire does not depose a working master. */
  @Test
  void masterStaysWhenOneWireIsCut() {
    SimNode master = cluster.master();
    SimNode replica = cluster.others(master).get(0);
    long epochs = cluster.history().epochs();

    cluster.cut(master, replica);
    cluster.run(20);

    assertThat(cluster.master()).isEqualTo(master);
    assertThat(cluster.history().epochs()).isEqualTo(epochs);
    cluster.append(5);
  }

  /** S-latchlate: a master that stood still wakes up and cannot confirm anything. */
  @Test
  void frozenMasterIsReplacedAndFenced() {
    SimNode old = cluster.master();
    List<SimCluster.Sent> inFlight = cluster.propose(old, 10);
    old.freeze();
    cluster.awaitSuccessorOf(old);
    cluster.append(5);

    old.thaw();
    cluster.run(3);

    assertThat(inFlight).allMatch(SimCluster.Sent::isAnswered);
    cluster.awaitEqualStates();
  }

  /** S-doublefail: two masters fall in quick succession. */
  @Test
  void twoFailoversInARowLoseNothing() {
    SimNode first = cluster.master();
    cluster.append(10);
    first.crash("the story says so");
    SimNode second = cluster.awaitSuccessorOf(first);
    cluster.propose(second, 5);
    first.start();
    cluster.run(0.2);
    second.crash("the story says so");

    cluster.awaitSuccessorOf(second);
    second.start();

    cluster.append(5);
    cluster.awaitEqualStates();
  }

  /** S-lastreplica: the last one standing does not decide alone what was written. */
  @Test
  void nodesThatDiedFirstDoNotForgetWhatTheLastOneKnew() {
    SimNode master = cluster.master();
    List<SimNode> replicas = cluster.others(master);
    replicas.get(0).crash("first");
    cluster.append(10);
    replicas.get(1).crash("second");
    cluster.propose(master, 10);
    cluster.run(0.5);
    master.crash("last");

    replicas.get(0).start();
    cluster.run(5);
    assertThat(cluster.seat(replicas.get(0)).isServing()).isFalse();
    replicas.get(1).start();

    cluster.append(5);
    master.start();
    cluster.awaitEqualStates();
  }

  /** S-catchuplead: a replica that lags fetches before it leads. */
  @Test
  void laggingReplicaFetchesBeforeItLeads() {
    SimNode master = cluster.master();
    SimNode lagging = cluster.others(master).get(0);
    SimNode whole = cluster.others(master, lagging).get(0);
    cluster.isolate(lagging);
    cluster.append(15);
    cluster.mend();
    master.crash("the story says so");
    cluster.zk().expire(whole);

    cluster.awaitSuccessorOf(master);

    cluster.append(5);
    master.start();
    cluster.awaitEqualStates();
  }

  /** S-evict: nobody waits for the session of a dead process. */
  @Test
  void deadMasterIsReplacedLongBeforeItsSessionEnds() {
    SimNode master = cluster.master();
    double killed = cluster.seconds();

    master.crash("the story says so");
    cluster.awaitSuccessorOf(master);

    assertThat(cluster.seconds() - killed).isLessThan(2);
    assertThat(cluster.zk().evictions()).isPositive();
  }

  /** S-crashpoint: a master may die between any two steps of a turn. */
  @Test
  void masterMayDieAtAnyStep() {
    for (int step = 0; step < 60; step++) {
      SimCluster one = SimCluster.ofThree();
      one.append(5);
      SimNode master = one.master();
      master.dieAfterPortCalls(step);
      one.propose(master, 8);
      one.run(0.3);
      master.crash("if it is not dead yet");
      master.start();

      one.append(5);
      one.awaitEqualStates();
    }
  }
}

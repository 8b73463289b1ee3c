package io.quorate.replication.sim;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.replication.message.Message;
import io.quorate.replication.port.DiskSpace;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Disks that forget, decay, fill up or lie. */
class DiskScenariosTest {
  private final SimCluster cluster = SimCluster.ofThree();

  /** S-wipe: an empty disk is not believed until an operator says so. */
  @Test
  void wipedNodeComesBackAsLearnerAndIsLetInAgain() {
    SimNode wiped = cluster.others(cluster.master()).get(0);
    cluster.append(10);

    wiped.wipe();
    wiped.start();
    cluster.run(3);

    assertThat(cluster.isVoter(wiped)).isFalse();
    cluster.readmit(wiped);
    cluster.append(5);
    cluster.awaitEqualStates();
  }

  /** S-rollback: a restored image is told from the disk it replaces. */
  @Test
  void diskSetBackToAnEarlierImageBecomesALearner() {
    SimNode node = cluster.others(cluster.master()).get(0);
    cluster.append(10);
    node.crash("for the image");
    node.start();
    cluster.run(1);
    cluster.append(10);
    assertThat(node.canRollBack()).isTrue();

    node.rollBack();
    node.start();
    cluster.run(3);

    assertThat(cluster.isVoter(node)).isFalse();
    cluster.readmit(node);
    cluster.awaitEqualStates();
  }

  /** Seed 12053: one life has promised, and the next, of an older image, knows nothing of it. */
  @Test
  void nextLifeOfWhoHasPromisedDoesNotCountBeforeItsStartIsConfirmed() {
    cluster.append(10);
    SimNode old = cluster.master();
    for (SimNode node : cluster.others(old)) {
      node.crash("for the image");
      node.start();
      cluster.run(1);
    }
    cluster.isolate(old);
    long epoch = cluster.seat(old).servedEpoch();
    cluster.await("a barrier", 100_000, () -> hasBarrierAfter(epoch, old) != null);
    SimNode next = Objects.requireNonNull(hasBarrierAfter(epoch, old));
    SimNode promiser = cluster.others(old, next).get(0);

    promiser.cutFromCoordinator(true);
    promiser.rollBack();
    promiser.start();
    cluster.run(2.5);

    assertThat(cluster.seat(next).isServing()).isFalse();
    promiser.cutFromCoordinator(false);
    cluster.mend();
    cluster.readmit(promiser);
    cluster.append(5);
    cluster.awaitEqualStates();
  }

  /** Who has begun a later epoch than this. */
  private @Nullable SimNode hasBarrierAfter(long epoch, SimNode former) {
    return cluster.others(former).stream()
        .filter(node -> cluster.seat(node).view().end().epoch() > epoch)
        .findFirst()
        .orElse(null);
  }

  /** What a master has found out about a disk says nothing of what that disk is called since. */
  @Test
  void disbeliefThatComesLateIsNotOfTheNewIdentity() {
    SimNode master = cluster.master();
    SimNode node = cluster.others(master).get(0);
    cluster.append(10);
    node.crash("for the image");
    node.start();
    cluster.run(1);
    UUID forgetful = node.disk().storageUuid();
    node.rollBack();
    node.start();
    cluster.await("a new identity", () -> !node.disk().storageUuid().equals(forgetful));
    cluster.run(1);
    UUID renewed = node.disk().storageUuid();

    long epoch = cluster.seat(master).servedEpoch();
    Message late = new Message.Disbelieve(epoch, forgetful, "it has forgotten what it accepted");
    cluster.net().send(cluster.seat(master), node.id(), late);
    cluster.run(1);

    assertThat(node.disk().storageUuid()).isEqualTo(renewed);
  }

  /** S-corrupt: damaged is not absent; the others still have it. */
  @Test
  void damagedEntryIsRepairedFromTheOthers() {
    SimNode node = cluster.others(cluster.master()).get(0);
    cluster.append(8);
    node.crash("its disk decays");
    GroupImage platter = cluster.seat(node).platter();
    platter.rot(platter.end().index());

    node.start();
    cluster.append(5);

    cluster.await("the repair", () -> !cluster.seat(node).platter().hasRot());
    cluster.awaitEqualStates();
  }

  /** S-ioerr-present: a write that failed may be there all the same. */
  @Test
  void failedWriteMayBeThereOrNot() {
    for (boolean present : new boolean[] {true, false}) {
      SimNode master = cluster.awaitMaster();
      cluster.append(5);
      master.disk().failNextSync(present, master::crash);
      cluster.propose(master, 5);
      cluster.awaitSuccessorOf(master);

      master.start();

      cluster.append(5);
      cluster.awaitEqualStates();
    }
  }

  /** S-torn, S-hole: all lose power in the middle of everything. */
  @Test
  void powerCutOfAllKeepsWhatWasConfirmed() {
    for (int round = 0; round < 15; round++) {
      SimNode master = cluster.awaitMaster();
      cluster.append(5);
      cluster.propose(master, 15);
      cluster.run(0.0002 * round);
      cluster.nodes().forEach(node -> node.crash("power cut"));
      cluster.nodes().forEach(SimNode::start);
    }

    cluster.append(5);
    cluster.awaitEqualStates();
  }

  /** S-snapcrash: a replica may die at any step of taking a snapshot. */
  @Test
  void replicaMayDieAtAnyStepOfASnapshot() {
    for (int step = 0; step < 25; step++) {
      SimCluster one = SimCluster.ofThree();
      SimNode behind = one.others(one.master()).get(0);
      behind.crash("to fall behind");
      one.append(120);
      one.run(3);
      behind.start();
      behind.dieAfterPortCalls(step);
      one.run(1);
      behind.crash("if it is not dead yet");
      behind.start();

      one.append(5);
      one.awaitEqualStates();
      assertThat(one.history().snapshots()).isPositive();
    }
  }

  /** A full disk stops messages and nothing else; once there is room, all goes on. */
  @Test
  void fullDisksLoseNothing() {
    cluster.append(5);
    cluster.nodes().forEach(node -> node.disk().fill(DiskSpace.SCARCE));
    cluster.run(0.2);
    SimCluster.Sent sent = cluster.propose(cluster.awaitMaster());
    cluster.run(3);
    assertThat(sent.refused).isTrue();

    cluster.nodes().forEach(node -> node.disk().fill(DiskSpace.PLENTY));

    cluster.append(5);
    cluster.awaitEqualStates();
  }

  /** A disk that hangs costs the master its epoch, not its confirmed entries. */
  @Test
  void masterWhoseDiskHangsIsReplaced() {
    SimNode master = cluster.master();
    cluster.append(5);
    master.disk().stall(20 * SimWorld.SECOND);
    cluster.propose(master, 5);

    cluster.awaitSuccessorOf(master);

    cluster.append(5);
    cluster.run(20);
    cluster.awaitEqualStates();
  }
}

package io.quorate.replication;

import io.quorate.replication.model.Entry;
import io.quorate.replication.model.EntryType;
import io.quorate.replication.model.NodeId;
import io.quorate.replication.model.ReplicaSet;
import java.nio.ByteBuffer;
import java.util.TreeSet;
import java.util.UUID;

/**
 * A node whose disk the replica set does not name: brand new, wiped, or rolled back. It takes what
 * is shipped, votes for nobody, counts for nothing, and stands in no line.
 */
final class LearnerRole extends Role {
  private static final long SETTLE_NANOS = 250_000_000L;

  private long settledNanos;

  LearnerRole(Group group) {
    super(group);
    this.settledNanos = group.now();
  }

  @Override
  String name() {
    return "LEARNER";
  }

  @Override
  String explanation() {
    NodeId self = group.self().node();
    if (group.isRenouncing()) {
      return "this disk has forgotten something and is taking a new identity";
    }
    if (group.journal.isEmpty() && group.view().genesis() == null) {
      TreeSet<NodeId> missing = new TreeSet<>(group.settings.nodes());
      missing.removeAll(group.view().registered().keySet());
      return group.view().connected()
          ? "waiting for the first start of node(s) " + missing
          : "waiting for ZooKeeper";
    }
    if (group.config().isJoining(self, group.storageUuid())) {
      return "catching up; becomes a voter by itself";
    }
    return "this disk is not the one that the cluster knows of node "
        + self
        + ": let it in with 'quorate node readmit "
        + self
        + "'";
  }

  @Override
  void onEntered() {
    group.ports.election().leave();
    settle();
  }

  /** A voter stands in line from here on, except while it rests after having given way. */
  @Override
  void onLeft(String reason) {
    group.ports.election().enroll();
  }

  @Override
  void onTick() {
    if (group.now() - settledNanos >= SETTLE_NANOS) {
      settle();
    }
  }

  @Override
  void onElectionView() {
    settle();
  }

  /**
   * Genesis: where all nodes have shown an empty disk, any of them may write down the first set.
   */
  private void settle() {
    settledNanos = group.now();
    if (!group.journal.isEmpty() || group.isRenouncing() || group.isSwitching()) {
      return;
    }
    byte[] genesis = group.view().genesis();
    if (genesis != null) {
      begin(genesis);
    } else if (group.view().connected()) {
      propose();
    }
  }

  private void propose() {
    UUID registered = group.view().registered().get(group.self().node());
    if (!group.storageUuid().equals(registered)) {
      group.ports.election().register();
    } else if (group.view().registered().keySet().equals(group.settings.nodes())) {
      group.ports.election().createGenesis(ReplicaSet.of(group.view().registered()).encode());
    }
  }

  private void begin(byte[] genesis) {
    ReplicaSet first = ReplicaSet.decode(ByteBuffer.wrap(genesis));
    if (group.rules.isVoter(first, group.self().node(), group.storageUuid())) {
      Entry entry =
          Entry.after(
              group.journal.end(), 0, EntryType.CONFIG, Entry.VERSION, 0, ByteBuffer.wrap(genesis));
      group.journal.append(entry);
      group.rememberGenesis();
      group.settleRole("genesis");
    }
  }
}

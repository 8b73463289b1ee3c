package io.quorate.replication;

import io.quorate.replication.message.Message;
import io.quorate.replication.model.Member;
import io.quorate.replication.model.NodeId;
import io.quorate.replication.port.ElectionView;
import java.util.SortedMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A master on its way out: takes nothing more, and goes once everything is committed and somebody
 * who has it all stands ready. Where nobody does in time it stays, and serves on.
 */
final class HandingOver {
  private static final long PATIENCE_NANOS = 2_000_000_000L;
  private static final long AGAIN_NANOS = 10_000_000_000L;
  private static final long BACK_OFF_MILLIS = 1_000;

  private final Group group;
  private final long epoch;
  private final SortedMap<NodeId, ReplicaProgress> replicas;
  private boolean underWay;
  private long beganNanos;
  private long failedNanos;
  private @Nullable NodeId knocker;

  HandingOver(Group group, long epoch, SortedMap<NodeId, ReplicaProgress> replicas) {
    this.group = group;
    this.epoch = epoch;
    this.replicas = replicas;
    this.failedNanos = group.now() - AGAIN_NANOS - 1;
  }

  boolean isUnderWay() {
    return underWay;
  }

  /** Whoever is first in line, while the master is not, may have the lead if it is ready. */
  void onKnock(ReplicaProgress replica) {
    if (isCaughtUp(replica) && group.now() - failedNanos > AGAIN_NANOS) {
      knocker = replica.node;
      begin();
    }
  }

  /** Without the coordinator nobody could take over: the group is served better from here. */
  void begin() {
    if (!underWay && group.view().connected()) {
      underWay = true;
      beganNanos = group.now();
      group.ports.roleListener().transition("handing over epoch " + epoch);
    }
  }

  /** The next step, if there is one. */
  void proceed(boolean nobodyWaits) {
    if (!underWay) {
      return;
    }
    NodeId successor = successor();
    boolean allCommitted = nobodyWaits && group.commitIndex() == group.journal.lastIndex();
    if (allCommitted && successor != null) {
      goTo(successor);
    } else if (group.now() - beganNanos > PATIENCE_NANOS) {
      underWay = false;
      knocker = null;
      failedNanos = group.now();
      group.ports.roleListener().transition("nobody is ready to take over: goes on");
    }
  }

  /** Whoever has knocked; else the first in our view of the line that is ready. */
  private @Nullable NodeId successor() {
    ReplicaProgress asking = knocker == null ? null : replicas.get(knocker);
    if (asking != null && isReady(asking)) {
      return asking.node;
    }
    for (ElectionView.Place place : group.view().line()) {
      Member member = place.member();
      ReplicaProgress replica = replicas.get(member.node());
      if (replica != null && isReady(replica) && !group.contacts.isLost(member, group.now())) {
        return member.node();
      }
    }
    return null;
  }

  private boolean isCaughtUp(ReplicaProgress replica) {
    UUID uuid = replica.storageUuid();
    return uuid != null
        && group.config().isVoter(replica.node, uuid)
        && replica.accepted() >= group.commitIndex()
        && group.contacts.isConnected(replica.node, group.now());
  }

  private boolean isReady(ReplicaProgress replica) {
    return isCaughtUp(replica) && replica.accepted() == group.journal.lastIndex();
  }

  private void goTo(NodeId successor) {
    underWay = false;
    for (ElectionView.Place place : group.view().line()) {
      NodeId node = place.member().node();
      if (node.equals(successor)) {
        break;
      }
      if (!node.equals(group.self().node())) {
        group.outbox.send(node, new Message.YieldPlace(epoch, successor));
      }
    }
    for (NodeId node : replicas.keySet()) {
      group.outbox.send(node, new Message.HandOver(epoch, group.journal.lastIndex()));
    }
    group.ports.election().withdraw(BACK_OFF_MILLIS);
    group.follow("handed over to node " + successor);
  }
}

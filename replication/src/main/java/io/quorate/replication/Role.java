package io.quorate.replication;

import io.quorate.replication.message.Envelope;
import io.quorate.replication.message.Message;
import io.quorate.replication.model.Entry;
import io.quorate.replication.model.Member;
import io.quorate.replication.model.NodeId;
import io.quorate.replication.port.Proposal;
import java.util.SortedMap;
import java.util.TreeMap;

/** What a node is in its group at present. Handlers that a role does not need do nothing. */
abstract sealed class Role permits LearnerRole, ReplicaRole, CandidateRole, MasterRole {
  final Group group;

  Role(Group group) {
    this.group = group;
  }

  abstract String name();

  /** One sentence for the operator. */
  abstract String explanation();

  void onEntered() {}

  /** On the way out; nothing may stay unanswered. */
  void onLeft(String reason) {}

  void onTick() {}

  /** It was this process that slept: its own silence timers begin anew. */
  void onLateTick() {}

  /** Before the turn's changes are written: the last chance to add to them. */
  void onTurnEnd() {}

  void onElectionView() {}

  void onEpochClaimed(long token, long epoch) {}

  void onEpochRefused(long token, String reason) {}

  void onSynced() {}

  void onPeerLost(Member peer) {}

  void onPeerConnected(Member peer) {}

  void onProbe(Envelope from, Message.Probe probe) {}

  void onProbeReply(Envelope from, Message.ProbeReply reply) {}

  void onPromised(Envelope from, Message.Promised promised) {}

  void onPromiseRefused(Envelope from, Message.PromiseRefused refused) {}

  void onFetched(Envelope from, Message.Fetched fetched) {}

  void onFetchRefused(Envelope from, Message.FetchRefused refused) {}

  void onStreamOpened(Envelope from, Message.StreamOpened opened) {}

  void onAccept(Envelope from, Message.Accept accept) {}

  void onShipRefused(Envelope from, Message.ShipRefused refused) {}

  void onSnapshotTaken(Envelope from, Message.SnapshotTaken taken) {}

  void onHandOver(Envelope from, Message.HandOver handOver) {}

  void onProposed(Proposal proposal) {
    proposal
        .answer()
        .refused(Proposal.Refusal.NOT_MASTER, group.masterHint(), "this node is a " + name());
  }

  void onHandOverWanted() {}

  void onReadmit(NodeId node, Proposal.Answer answer) {
    answer.refused(
        Proposal.Refusal.NOT_MASTER, group.masterHint(), "only the master lets nodes in");
  }

  void onApplied(Entry entry, Object result) {}

  SortedMap<NodeId, GroupStatus.ReplicaStatus> replicas() {
    return new TreeMap<>();
  }
}

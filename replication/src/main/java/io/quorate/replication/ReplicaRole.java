package io.quorate.replication;

import io.quorate.replication.message.Envelope;
import io.quorate.replication.message.Message;
import io.quorate.replication.model.Member;
import io.quorate.replication.model.NodeId;
import io.quorate.replication.port.ElectionView;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;

/**
 * A voter that follows a master, or waits for one. Where there is none, it asks around before it
 * claims an epoch, and clears the line of those that a majority has lost.
 */
final class ReplicaRole extends Role {
  private static final long ROUND_NANOS = 50_000_000L;
  private static final long KNOCK_NANOS = 500_000_000L;
  private static final long EVICTION_NANOS = 100_000_000L;
  private static final long CLAIM_NANOS = 2_000_000_000L;
  private static final long BACK_OFF_MILLIS = 1_000;

  private record Heard(Envelope from, Message.ProbeReply reply, long atNanos) {}

  /** The newest word of each voter; an old one says nothing any more. */
  private final TreeMap<NodeId, Heard> replies = new TreeMap<>();

  private long highestPromised;
  private long round;
  private long roundNanos;
  private long evictedNanos;
  private long claimToken = -1;
  private long claimNanos;
  private long waitingSinceNanos;
  private boolean waiting;

  ReplicaRole(Group group) {
    super(group);
    round = group.now();
    roundNanos = group.now() - ROUND_NANOS;
    evictedNanos = group.now() - EVICTION_NANOS;
    claimNanos = group.now() - ROUND_NANOS;
  }

  @Override
  String name() {
    return "REPLICA";
  }

  @Override
  String explanation() {
    if (group.isMasterHealthy()) {
      return "following node " + group.masterHint();
    }
    if (!group.isBootConfirmed()) {
      return "waiting for ZooKeeper to confirm this start; no votes until then";
    }
    return group.view().connected()
        ? "no master: heard " + replies.keySet() + " of " + group.config().voters().keySet()
        : "no master, and ZooKeeper is not reachable";
  }

  @Override
  void onTick() {
    keepInTouch();
    pursue();
  }

  @Override
  void onElectionView() {
    pursue();
  }

  @Override
  void onPeerLost(Member peer) {
    pursue();
  }

  @Override
  void onHandOver(Envelope from, Message.HandOver handOver) {
    roundNanos = group.now() - ROUND_NANOS;
    pursue();
  }

  @Override
  void onProbeReply(Envelope from, Message.ProbeReply reply) {
    highestPromised = Math.max(highestPromised, reply.promisedEpoch());
    Heard before = replies.get(from.from().node());
    if (reply.voter() && (before == null || before.reply.round() <= reply.round())) {
      replies.put(from.from().node(), new Heard(from, reply, group.now()));
      pursue();
    }
  }

  /** Level-triggered: whatever event brought us here, the same question is asked. */
  private void pursue() {
    if (!group.mayVote()) {
      releaseAfterWaitingInVain();
      return;
    }
    replies.values().removeIf(heard -> group.now() - heard.atNanos > group.timeouts().sticky());
    if (group.isMasterHealthy()) {
      waiting = false;
      if (group.view().first()) {
        // The master stands behind us in line: it hands over once it hears that we are ready.
        askAll(KNOCK_NANOS);
      }
      return;
    }
    askAll(ROUND_NANOS);
    evictLost();
    claim();
    releaseAfterWaitingInVain();
  }

  private void keepInTouch() {
    for (NodeId peer : group.settings.nodes()) {
      if (!peer.equals(group.self().node()) && group.contacts.shouldAsk(peer, group.now())) {
        group.outbox.send(peer, probe());
      }
    }
  }

  private void askAll(long everyNanos) {
    if (group.now() - roundNanos < everyNanos) {
      return;
    }
    round++;
    roundNanos = group.now();
    for (NodeId voter : group.config().voters().keySet()) {
      if (!voter.equals(group.self().node())) {
        group.outbox.send(voter, probe());
      }
    }
  }

  private Message.Probe probe() {
    return new Message.Probe(round, group.view().first(), group.journal.end().position());
  }

  // ── claiming ──

  private void claim() {
    long patience = claimToken >= 0 ? CLAIM_NANOS : ROUND_NANOS;
    if (!group.view().first()
        || group.now() - claimNanos < patience
        || !group.mayLead()
        || !isMajorityWithoutMaster()) {
      return;
    }
    claimToken = round;
    claimNanos = group.now();
    group
        .ports
        .election()
        .claimEpoch(
            claimToken,
            group.rules.epochToClaim(
                Math.max(highestPromised, group.journal.promise().epoch()),
                group.view().registerEpoch()));
  }

  /**
   * A majority answers, and not so many of them follow a healthy master that it has a majority
   * itself: whoever is cut off from a working master must not depose it. A master that we cannot
   * reach counts for itself as long as anybody hears it.
   */
  private boolean isMajorityWithoutMaster() {
    TreeMap<NodeId, UUID> heard = new TreeMap<>();
    heard.put(group.self().node(), group.storageUuid());
    TreeSet<NodeId> content = new TreeSet<>();
    for (Map.Entry<NodeId, Heard> voter : replies.entrySet()) {
      heard.put(voter.getKey(), voter.getValue().from.storageUuid());
      Message.ProbeReply reply = voter.getValue().reply;
      Member its = reply.masterHealthy() ? reply.master() : null;
      if (its != null) {
        content.add(voter.getKey());
        if (!group.contacts.isGone(its)) {
          content.add(its.node());
        }
      }
    }
    return group.rules.isMajority(group.config(), heard)
        && content.size() < group.config().majority();
  }

  @Override
  void onEpochClaimed(long token, long epoch) {
    if (token != claimToken) {
      return;
    }
    claimToken = -1;
    if (group.mayLead() && !group.isMasterHealthy() && epoch > group.journal.promise().epoch()) {
      group.become(new CandidateRole(group, epoch), "claimed epoch " + epoch);
    }
  }

  @Override
  void onEpochRefused(long token, String reason) {
    if (token == claimToken) {
      claimToken = -1;
    }
  }

  /** First in line, and still no majority: somebody else may have a better view of the others. */
  private void releaseAfterWaitingInVain() {
    if (!group.view().first()) {
      waiting = false;
    } else if (!waiting) {
      waiting = true;
      waitingSinceNanos = group.now();
    } else if (group.now() - waitingSinceNanos > group.timeouts().promise()
        && group.rules.releasesPlace()) {
      waiting = false;
      group.ports.election().withdraw(BACK_OFF_MILLIS);
    }
  }

  // ── eviction ──

  /**
   * Removes the places of lives that a majority has lost, as far as they stand before a living one.
   */
  private void evictLost() {
    ElectionView view = group.view();
    if (!view.connected()
        || view.first()
        || group.now() - evictedNanos < EVICTION_NANOS
        || !isMajorityWithoutMaster()) {
      return;
    }
    List<ElectionView.Place> lost = new ArrayList<>();
    for (ElectionView.Place place : view.line()) {
      if (!isLostToMajority(place.member())) {
        break;
      }
      lost.add(place);
    }
    if (!lost.isEmpty()) {
      evictedNanos = group.now();
      group.ports.roleListener().transition("evicts the places in line of " + lost);
      group.ports.election().evict(lost, view.registerVersion());
    }
  }

  private boolean isLostToMajority(Member member) {
    TreeMap<NodeId, UUID> witnesses = new TreeMap<>();
    if (group.contacts.isLost(member, group.now())) {
      witnesses.put(group.self().node(), group.storageUuid());
    }
    for (Map.Entry<NodeId, Heard> voter : replies.entrySet()) {
      if (voter.getValue().reply.lost().contains(member)) {
        witnesses.put(voter.getKey(), voter.getValue().from.storageUuid());
      }
    }
    return group.rules.isMajority(group.config(), witnesses);
  }
}

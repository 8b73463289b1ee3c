package io.quorate.broker;

import io.quorate.election.ClaimRefusal;
import io.quorate.election.Coordination;
import io.quorate.election.ElectionListener;
import io.quorate.election.GroupElection;
import io.quorate.election.LatchNode;
import io.quorate.election.LatchView;
import io.quorate.replication.model.GroupId;
import io.quorate.replication.model.Member;
import io.quorate.replication.model.NodeId;
import io.quorate.replication.port.Election;
import io.quorate.replication.port.ElectionEvents;
import io.quorate.replication.port.ElectionView;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Translates between the core's port and the election module's, and nothing else. */
final class CoordinatorElection implements Election, ElectionListener {
  private static final Logger LOG = LoggerFactory.getLogger(CoordinatorElection.class);

  private final GroupId group;
  private final Supplier<UUID> storageUuid;
  private final ElectionEvents events;
  private final GroupElection election;

  /** The disk's identity is asked for anew each time, since it may be renewed. */
  CoordinatorElection(
      GroupId group, Coordination coordination, Supplier<UUID> storageUuid, ElectionEvents events) {
    this.group = group;
    this.storageUuid = storageUuid;
    this.events = events;
    this.election = coordination.group(group.name(), this);
  }

  void publishMaster(long epoch, String address) {
    election.publishMaster(epoch, address);
  }

  // ── from the core ──

  @Override
  public void enroll() {
    election.enroll();
  }

  @Override
  public void withdraw(long delayMillis) {
    election.withdraw(Duration.ofMillis(delayMillis));
  }

  @Override
  public void leave() {
    election.stop();
  }

  @Override
  public void claimEpoch(long token, long atLeast) {
    election.claimEpoch(atLeast, token);
  }

  @Override
  public void evict(List<ElectionView.Place> lost, int registerVersion) {
    election.evict(
        lost.stream()
            .map(
                place ->
                    new LatchNode(
                        place.path(), place.member().node().number(), place.member().incarnation()))
            .toList(),
        registerVersion);
  }

  @Override
  public void register() {
    election.register(storageUuid.get());
  }

  @Override
  public void createGenesis(byte[] genesis) {
    election.createGenesis(genesis);
  }

  // ── to the core ──

  @Override
  public void onView(LatchView view) {
    TreeMap<NodeId, UUID> registered = new TreeMap<>();
    view.registrations().forEach((node, uuid) -> registered.put(NodeId.of(node), uuid));
    List<ElectionView.Place> line = new ArrayList<>();
    for (LatchNode node : view.line()) {
      if (node.nodeId() > 0) {
        line.add(
            new ElectionView.Place(
                node.path(), new Member(NodeId.of(node.nodeId()), node.incarnation())));
      }
    }
    var genesis = view.genesis();
    events.onElectionView(
        new ElectionView(
            view.connected(),
            view.first(),
            List.copyOf(line),
            view.registerEpoch(),
            view.registerVersion(),
            registered,
            genesis == null ? null : genesis.toArray()));
  }

  @Override
  public void onEpochClaimed(long token, long epoch) {
    LOG.info("group {}: claimed epoch {}", group, epoch);
    events.onEpochClaimed(token, epoch);
  }

  @Override
  public void onEpochRefused(long token, ClaimRefusal reason) {
    LOG.info("group {}: no epoch was claimed: {}", group, reason);
    events.onEpochRefused(token, reason.name());
  }

  @Override
  public void onEvicted(LatchNode evicted) {
    LOG.info("group {}: removed {} from the line", group, evicted.path());
  }
}

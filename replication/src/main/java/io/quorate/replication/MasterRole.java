package io.quorate.replication;

import io.quorate.replication.message.Envelope;
import io.quorate.replication.message.Inventory;
import io.quorate.replication.message.Message;
import io.quorate.replication.model.Entry;
import io.quorate.replication.model.EntryType;
import io.quorate.replication.model.LogEnd;
import io.quorate.replication.model.LogPosition;
import io.quorate.replication.model.NodeId;
import io.quorate.replication.model.ReplicaSet;
import io.quorate.replication.model.Row;
import io.quorate.replication.port.DiskSpace;
import io.quorate.replication.port.Proposal;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The node that may append in its epoch. Ships while its own disk is still busy, but counts itself,
 * like everybody else, only for what is synced. Ends its epoch for good at the first doubt.
 */
final class MasterRole extends Role {
  private static final long BACK_OFF_MILLIS = 1_000;
  private static final long JOIN_LAG_BYTES_MAX = 1 << 20;

  private record Pending(long index, Proposal proposal) {}

  private final long epoch;
  private final long barrierIndex;
  private final LogEnd barrier;
  private final TreeMap<NodeId, ReplicaProgress> replicas = new TreeMap<>();
  private final ArrayDeque<Pending> pending = new ArrayDeque<>();
  private long firstDeadlineNanos;
  private boolean open;
  private final HandingOver handingOver;

  /** Appends the barrier: with it, everything before it is committed. */
  MasterRole(Group group, long epoch, Map<NodeId, CandidateRole.Grant> promised) {
    super(group);
    this.epoch = epoch;
    this.firstDeadlineNanos = group.now();
    this.handingOver = new HandingOver(group, epoch, replicas);
    ByteBuffer payload =
        ByteBuffer.allocate(12)
            .putInt(group.self().node().number())
            .putLong(group.self().incarnation())
            .flip();
    Entry entry = group.encode(EntryType.BARRIER, Entry.VERSION, payload, epoch);
    if (group.rules.usesBarrier()) {
      group.journal.append(entry);
    }
    barrier = group.journal.end();
    barrierIndex = barrier.index();
    for (NodeId node : group.settings.nodes()) {
      if (!node.equals(group.self().node())) {
        replicas.put(node, new ReplicaProgress(group, epoch, node));
      }
    }
    promised.forEach(
        (node, grant) -> {
          ReplicaProgress progress = replicas.get(node);
          if (progress != null) {
            progress.openWith(grant.life(), grant.storageUuid(), grant.inventory());
          }
        });
  }

  @Override
  String name() {
    return "MASTER";
  }

  @Override
  String explanation() {
    if (handingOver.isUnderWay()) {
      return "handing over";
    }
    return open
        ? "serving; committed up to " + group.commitIndex()
        : "recovering: waits for a majority to have the barrier at " + barrierIndex;
  }

  boolean isOpen() {
    return open;
  }

  long epoch() {
    return epoch;
  }

  @Override
  void onEntered() {
    group.followMaster(group.self(), epoch);
    replicas.values().stream()
        .filter(replica -> replica.state() == ReplicaProgress.State.OPENING)
        .forEach(ReplicaProgress::open);
  }

  /** Everybody who waits is told what is known: it may have been stored. */
  @Override
  void onLeft(String reason) {
    group.forgetMaster();
    replicas.values().forEach(ReplicaProgress::closeSnapshot);
    for (Pending waiting : pending) {
      waiting
          .proposal
          .answer()
          .unknown("the master of epoch " + epoch + " stopped before it was committed: " + reason);
    }
    pending.clear();
    group.ports.roleListener().stopped(epoch, reason);
  }

  // ── appending ──

  @Override
  void onProposed(Proposal proposal) {
    Proposal.Refusal refusal = refusalOf(proposal);
    if (refusal != null) {
      proposal.answer().refused(refusal, group.self().node(), detailOf(refusal, proposal));
      return;
    }
    Entry entry = group.encode(proposal.type(), proposal.version(), proposal.payload(), epoch);
    group.journal.append(entry);
    await(entry.index(), proposal);
  }

  private Proposal.@Nullable Refusal refusalOf(Proposal proposal) {
    if (proposal.payload().remaining() > group.limits().entryBytesMax()) {
      return Proposal.Refusal.TOO_LARGE;
    }
    if (EntryType.belongsToLog(proposal.type())
        || !group.ports.stateMachine().knows(proposal.type(), proposal.version())) {
      return Proposal.Refusal.INVALID;
    }
    if (!open || handingOver.isUnderWay()) {
      return Proposal.Refusal.NOT_READY;
    }
    if (group.now() >= proposal.deadlineNanos()) {
      return Proposal.Refusal.DEADLINE;
    }
    DiskSpace full = EntryType.isMessage(proposal.type()) ? DiskSpace.SCARCE : DiskSpace.NONE;
    if (group.diskSpace().compareTo(full) >= 0) {
      return Proposal.Refusal.DISK_FULL;
    }
    return pending.size() >= group.limits().uncommittedEntriesMax()
            || uncommittedBytes() >= group.limits().uncommittedBytesMax()
        ? Proposal.Refusal.OVERLOADED
        : null;
  }

  private long uncommittedBytes() {
    return group.journal.end().offset() - group.applied().offset();
  }

  private String detailOf(Proposal.Refusal refusal, Proposal proposal) {
    return switch (refusal) {
      case TOO_LARGE ->
          String.format(
              "an entry of %d bytes; at most %d are allowed",
              proposal.payload().remaining(), group.limits().entryBytesMax());
      case INVALID ->
          String.format(
              "entry type %d version %d is not known here",
              proposal.type() & 0xff, proposal.version());
      case NOT_READY -> explanation();
      case DEADLINE -> "its deadline had passed before it could be appended";
      case DISK_FULL -> "the disk of node " + group.self().node() + " is " + group.diskSpace();
      case OVERLOADED ->
          String.format(
              "%d entries and %d bytes wait to be committed; at most %d and %d may",
              pending.size(),
              uncommittedBytes(),
              group.limits().uncommittedEntriesMax(),
              group.limits().uncommittedBytesMax());
      case NOT_MASTER -> "not the master";
    };
  }

  @Override
  void onTurnEnd() {
    replicas.values().forEach(ReplicaProgress::ship);
  }

  // ── counting ──

  @Override
  void onSynced() {
    // To count oneself is to accept: a disk that loses this must not be believed either.
    group.noteAccepted(group.journal.syncedIndex());
    advanceCommit();
    replicas.values().forEach(ReplicaProgress::ship);
  }

  @Override
  void onAccept(Envelope from, Message.Accept accept) {
    ReplicaProgress replica = heard(from);
    if (replica != null && replica.isCurrent(accept.epoch(), accept.stream())) {
      replica.onAccepted(accept.upToIndex(), accept.bootConfirmed());
      advanceCommit();
      handingOver.proceed(pending.isEmpty());
    }
  }

  private @Nullable ReplicaProgress heard(Envelope from) {
    ReplicaProgress replica = replicas.get(from.from().node());
    if (replica != null) {
      replica.heard(from.from(), from.storageUuid());
    }
    return replica;
  }

  private void advanceCommit() {
    ReplicaSet config = group.config();
    long[] accepted = new long[config.voters().size()];
    int at = 0;
    for (Map.Entry<NodeId, UUID> voter : config.voters().entrySet()) {
      accepted[at++] = acceptedBy(voter.getKey(), voter.getValue());
    }
    group.commitUpTo(
        group.rules.commitIndex(accepted, config.majority(), barrierIndex, group.commitIndex()));
  }

  private long acceptedBy(NodeId node, UUID uuid) {
    if (node.equals(group.self().node())) {
      return uuid.equals(group.storageUuid()) ? group.rules.countedByMaster(group.journal) : 0;
    }
    ReplicaProgress replica = replicas.get(node);
    return replica != null && uuid.equals(replica.storageUuid()) ? replica.accepted() : 0;
  }

  /** At least a majority, since it is committed; a stream begun anew may know of fewer by now. */
  private int syncedNodes(long index) {
    int nodes = 0;
    for (Map.Entry<NodeId, UUID> voter : group.config().voters().entrySet()) {
      if (acceptedBy(voter.getKey(), voter.getValue()) >= index) {
        nodes++;
      }
    }
    return Math.max(nodes, group.config().majority());
  }

  @Override
  void onApplied(Entry entry, Object result) {
    if (entry.index() == barrierIndex || (!open && entry.index() > barrierIndex)) {
      begin();
    }
    while (!pending.isEmpty() && pending.peek().index <= entry.index()) {
      Pending done = pending.remove();
      Invariant.check(done.index == entry.index(), "I6: entry %d was not applied", done.index);
      done.proposal.answer().committed(entry.position(), syncedNodes(entry.index()), result);
    }
  }

  /**
   * Everything before the barrier is committed and applied: now, and not before, others may come.
   */
  private void begin() {
    open = true;
    group.ports.roleListener().serving(epoch, barrier.position());
  }

  // ── streams ──

  @Override
  void onStreamOpened(Envelope from, Message.StreamOpened opened) {
    ReplicaProgress replica = heard(from);
    if (replica == null
        || !replica.isCurrent(opened.epoch(), opened.stream())
        || replica.state() != ReplicaProgress.State.OPENING) {
      return;
    }
    if (replica.hasForgotten(opened.inventory())) {
      String reason =
          String.format(
              "its log ends at %s, before what it had accepted in epoch %d",
              opened.inventory().outline().last(), epoch);
      group.outbox.send(
          from.from().node(), new Message.Disbelieve(epoch, from.storageUuid(), reason));
      return;
    }
    replica.onOpened(opened);
    replica.ship();
  }

  @Override
  void onShipRefused(Envelope from, Message.ShipRefused refused) {
    if (refused.reason() == Message.Refusal.HIGHER_EPOCH) {
      if (refused.epoch() == epoch && refused.promisedEpoch() >= epoch) {
        stepDown("node " + from.from().node() + " has promised " + refused.promisedEpoch());
      }
      return;
    }
    ReplicaProgress replica = heard(from);
    if (replica == null
        || !replica.isCurrent(refused.epoch(), refused.stream())
        || replica.state() == ReplicaProgress.State.OPENING) {
      return;
    }
    Inventory inventory = refused.inventory();
    if (inventory == null) {
      replica.pause();
      return;
    }
    if (replica.hasForgotten(inventory)) {
      // Perhaps just an old answer that was overtaken: a new stream tells.
      replica.open();
      return;
    }
    boolean damagedBelowBase =
        refused.reason() == Message.Refusal.CORRUPT
            && inventory.corrupt().first() <= group.journal.base().index();
    if (damagedBelowBase) {
      replica.needsSnapshot();
    } else {
      replica.again(inventory);
    }
    replica.ship();
  }

  @Override
  void onSnapshotTaken(Envelope from, Message.SnapshotTaken taken) {
    ReplicaProgress replica = heard(from);
    if (replica != null) {
      replica.onSnapshotTaken(taken);
    }
  }

  void onSnapshotChunk(long token, List<Row> rows, List<Entry> kept, boolean last) {
    replicas.values().forEach(replica -> replica.onSnapshotChunk(token, rows, kept, last));
  }

  // ── time ──

  @Override
  void onLateTick() {
    replicas.values().forEach(ReplicaProgress::forgiveSilence);
  }

  @Override
  void onTick() {
    if (group.journal.stalledNanos(group.now()) > group.timeouts().disk()) {
      stepDown("the disk has made no progress for " + seconds(group.timeouts().disk()));
      return;
    }
    if (!hearsMajority()) {
      stepDown("no majority was heard for " + seconds(group.timeouts().quorum()));
      return;
    }
    replicas.values().forEach(ReplicaProgress::onTick);
    expire();
    admitJoining();
    handingOver.proceed(pending.isEmpty());
  }

  private static String seconds(long nanos) {
    return nanos / 1e9 + " s";
  }

  private boolean hearsMajority() {
    TreeMap<NodeId, UUID> heard = new TreeMap<>();
    heard.put(group.self().node(), group.storageUuid());
    for (ReplicaProgress replica : replicas.values()) {
      UUID uuid = replica.storageUuid();
      if (uuid != null && group.now() - replica.heardNanos() < group.timeouts().quorum()) {
        heard.put(replica.node, uuid);
      }
    }
    return group.rules.isMajority(group.config(), heard);
  }

  private void stepDown(String reason) {
    if (group.rules.releasesPlace()) {
      group.ports.election().withdraw(BACK_OFF_MILLIS);
    }
    group.follow(reason);
  }

  private void expire() {
    long now = group.now();
    if (now - firstDeadlineNanos < 0) {
      return;
    }
    long first = now + group.timeouts().quorum();
    for (Iterator<Pending> waiting = pending.iterator(); waiting.hasNext(); ) {
      Proposal proposal = waiting.next().proposal;
      if (now - proposal.deadlineNanos() >= 0) {
        waiting.remove();
        proposal.answer().unknown("appended, but not committed by its deadline; it may yet be");
      } else if (proposal.deadlineNanos() - first < 0) {
        first = proposal.deadlineNanos();
      }
    }
    firstDeadlineNanos = first;
  }

  private void await(long index, Proposal proposal) {
    pending.add(new Pending(index, proposal));
    if (proposal.deadlineNanos() - firstDeadlineNanos < 0) {
      firstDeadlineNanos = proposal.deadlineNanos();
    }
  }

  // ── the replica set ──

  @Override
  void onReadmit(NodeId node, Proposal.Answer answer) {
    ReplicaProgress replica = replicas.get(node);
    UUID uuid = replica == null ? null : replica.storageUuid();
    ReplicaSet config = group.config();
    String problem = null;
    if (node.equals(group.self().node())) {
      problem = "node " + node + " is the master, and votes already";
    } else if (replica == null || uuid == null) {
      problem = "node " + node + " has not been heard in this epoch";
    } else if (config.isVoter(node, uuid)) {
      problem = "node " + node + " is a voter already";
    } else if (config.isJoining(node, uuid)) {
      problem = "node " + node + " is joining already";
    } else if (!othersAreReady(node)) {
      problem = "the other voters do not all have the log; wait until they have caught up";
    }
    if (problem != null) {
      answer.refused(Proposal.Refusal.INVALID, group.self().node(), problem);
    } else if (!mayChangeConfig() || uuid == null) {
      answer.refused(
          Proposal.Refusal.NOT_READY, group.self().node(), "another change is on its way");
    } else {
      changeConfig(group.rules.readmitted(config, node, uuid), answer);
    }
  }

  /** Without the leaving disk, a majority must still be there and have what is committed. */
  private boolean othersAreReady(NodeId leaving) {
    ReplicaSet left = group.rules.readmitted(group.config(), leaving, new UUID(0, 0));
    long ready =
        left.voters().entrySet().stream()
            .filter(v -> acceptedBy(v.getKey(), v.getValue()) >= group.commitIndex())
            .count();
    return ready >= left.majority();
  }

  private boolean mayChangeConfig() {
    return group.rules.mayChangeConfig(
        open && !handingOver.isUnderWay(), group.journal.configIndex(), group.commitIndex());
  }

  private void changeConfig(ReplicaSet next, Proposal.@Nullable Answer answer) {
    Entry entry =
        group.encode(EntryType.CONFIG, Entry.VERSION, ByteBuffer.wrap(next.encode()), epoch);
    group.journal.append(entry);
    group.ports.roleListener().transition("the replica set becomes " + next);
    if (answer != null) {
      await(
          entry.index(),
          new Proposal(
              EntryType.CONFIG,
              Entry.VERSION,
              entry.payload(),
              group.now() + group.timeouts().promise() * 3,
              answer));
    }
  }

  /** The second step of a readmission: whoever has caught up becomes a voter, under any master. */
  private void admitJoining() {
    if (!mayChangeConfig()) {
      return;
    }
    for (Map.Entry<NodeId, UUID> joining : group.config().joining().entrySet()) {
      ReplicaProgress replica = replicas.get(joining.getKey());
      if (replica != null
          && joining.getValue().equals(replica.storageUuid())
          && replica.state() == ReplicaProgress.State.SHIPPING
          && replica.accepted() >= group.journal.configIndex()
          && replica.lagBytes(group.journal.end()) <= JOIN_LAG_BYTES_MAX) {
        changeConfig(group.config().withAdmitted(joining.getKey()), null);
        return;
      }
    }
  }

  // ── handing over ──

  @Override
  void onProbe(Envelope from, Message.Probe probe) {
    ReplicaProgress replica = replicas.get(from.from().node());
    if (open && replica != null && probe.holdsPlace() && !group.view().first()) {
      handingOver.onKnock(replica);
    }
  }

  @Override
  void onHandOverWanted() {
    if (open) {
      handingOver.begin();
      handingOver.proceed(pending.isEmpty());
    }
  }

  // ── status ──

  @Override
  SortedMap<NodeId, GroupStatus.ReplicaStatus> replicas() {
    TreeMap<NodeId, GroupStatus.ReplicaStatus> statuses = new TreeMap<>();
    LogPosition last = group.journal.end().position();
    for (ReplicaProgress replica : replicas.values()) {
      UUID uuid = replica.storageUuid();
      statuses.put(
          replica.node,
          new GroupStatus.ReplicaStatus(
              uuid != null && group.config().isVoter(replica.node, uuid),
              group.contacts.isConnected(replica.node, group.now()),
              replica.state().name(),
              replica.accepted(),
              last.index() - replica.accepted(),
              replica.lagBytes(group.journal.end())));
    }
    return statuses;
  }
}

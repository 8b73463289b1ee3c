package io.quorate.replication;

import io.quorate.replication.message.Envelope;
import io.quorate.replication.message.Inventory;
import io.quorate.replication.message.Message;
import io.quorate.replication.model.Entry;
import io.quorate.replication.model.LogEnd;
import io.quorate.replication.model.Member;
import io.quorate.replication.model.NodeId;
import io.quorate.replication.model.Promise;
import io.quorate.replication.model.ReplicaSet;
import io.quorate.replication.model.SnapshotManifest;
import io.quorate.replication.port.DiskSpace;
import io.quorate.replication.port.ElectionView;
import io.quorate.replication.port.StoredLog;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.TreeSet;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What all roles of a group share: the journal, the promise, who is heard, what is committed and
 * applied. Holds the rules that are the same in every role: who may be promised, what may be
 * answered, what is applied.
 */
final class Group {
  private static final long LATE_TICK_NANOS = 250_000_000L;

  final GroupSettings settings;
  final Ports ports;
  final Rules rules;
  final Outbox outbox = new Outbox();
  final Contacts contacts;
  final Journal journal;
  final Retention retention;
  final EntryReads reads = new EntryReads(this);
  final Applier applier;
  private final ShipmentReceiver receiver;

  private UUID storageUuid;
  private Role role;
  private ElectionView view = ElectionView.NOTHING;
  private DiskSpace diskSpace = DiskSpace.PLENTY;
  private boolean bootConfirmed;
  private boolean renouncing;
  private long nowNanos;
  private long wallMillis;
  private long tickNanos;
  private final LogClock logClock;

  private long commitIndex;
  private byte[] genesis = new byte[0];

  private @Nullable Member master;
  private long masterEpoch;
  private long masterHeardNanos;

  Group(GroupSettings settings, Ports ports, Rules rules, long nowNanos, long wallMillis) {
    this.settings = settings;
    this.ports = ports;
    this.rules = rules;
    this.nowNanos = nowNanos;
    this.wallMillis = wallMillis;
    this.tickNanos = nowNanos;
    this.logClock = new LogClock(nowNanos, wallMillis);
    storageUuid = settings.storageUuid();
    TreeSet<NodeId> peers = new TreeSet<>(settings.nodes());
    peers.remove(self().node());
    contacts = new Contacts(peers, settings.timeouts().silence(), nowNanos);
    StoredLog stored = ports.store().recover();
    journal = new Journal(ports.store(), settings.limits(), stored);
    ports.stateMachine().load(stored.rows());
    SnapshotManifest checkpoint = stored.checkpoint();
    applier = new Applier(this, checkpoint == null ? LogEnd.START : checkpoint.end());
    commitIndex = applied().index();
    if (checkpoint != null) {
      genesis = checkpoint.genesis();
      checkDigest(checkpoint);
    } else {
      rememberGenesis();
    }
    retention = new Retention(this, applied());
    receiver = new ShipmentReceiver(this);
    role = new LearnerRole(this);
    if (stored.lostAccepted()) {
      renounce("the log ends at " + journal.end().position() + ", before what it had accepted");
    }
    settleRole("started");
  }

  // ── facts ──

  Member self() {
    return settings.self();
  }

  UUID storageUuid() {
    return storageUuid;
  }

  long now() {
    return nowNanos;
  }

  Timeouts timeouts() {
    return settings.timeouts();
  }

  Limits limits() {
    return settings.limits();
  }

  ElectionView view() {
    return view;
  }

  Role role() {
    return role;
  }

  DiskSpace diskSpace() {
    return diskSpace;
  }

  ReplicaSet config() {
    return journal.config();
  }

  boolean isVoter() {
    return rules.isVoter(config(), self().node(), storageUuid);
  }

  boolean isBootConfirmed() {
    return bootConfirmed;
  }

  /** Whether this node may vote and lead at present. */
  boolean mayVote() {
    return !renouncing && bootConfirmed && isVoter();
  }

  /** Whether this node may try to become master now. */
  boolean mayLead() {
    return mayVote() && !isSwitching();
  }

  /** A snapshot is being switched in: the log and the state of before must be left alone. */
  boolean isSwitching() {
    return receiver.isSwitching();
  }

  boolean isRenouncing() {
    return renouncing;
  }

  long commitIndex() {
    return commitIndex;
  }

  LogEnd applied() {
    return applier.applied();
  }

  byte[] genesis() {
    return genesis;
  }

  Inventory inventory() {
    return new Inventory(journal.outline(), journal.corrupt());
  }

  @Nullable Member master() {
    return master;
  }

  long masterEpoch() {
    return masterEpoch;
  }

  @Nullable NodeId masterHint() {
    Member known = master;
    return known == null ? null : known.node();
  }

  boolean isMasterHealthy() {
    Member known = master;
    if (known == null) {
      return false;
    }
    return known.equals(self())
        || (nowNanos - masterHeardNanos < timeouts().sticky() && !contacts.isLost(known, nowNanos));
  }

  /** The log's own time for the next entry. */
  long entryTimeMillis() {
    return logClock.millis(journal.end().timeMillis(), nowNanos, wallMillis);
  }

  Entry encode(byte type, byte version, ByteBuffer payload, long epoch) {
    return Entry.after(journal.end(), epoch, type, version, entryTimeMillis(), payload);
  }

  // ── time and the world ──

  void at(long nanos, long wall) {
    nowNanos = nanos;
    wallMillis = wall;
  }

  void onTick() {
    if (nowNanos - tickNanos > LATE_TICK_NANOS) {
      // It was us who slept: nobody may be judged by a silence that we could not have heard.
      contacts.forgiveSilence(nowNanos);
      masterHeardNanos = nowNanos;
      journal.forgiveStall(nowNanos);
      role.onLateTick();
    }
    tickNanos = nowNanos;
    retention.onTick();
    receiver.onTick();
    role.onTick();
  }

  void onElectionView(ElectionView next) {
    view = next;
    restoreGenesis();
    role.onElectionView();
  }

  void onDiskSpace(DiskSpace space) {
    if (space != diskSpace) {
      ports.roleListener().transition("disk space is " + space);
      diskSpace = space;
    }
  }

  void onBootConfirmed() {
    bootConfirmed = true;
  }

  void onIdentityRenewed(UUID uuid) {
    storageUuid = uuid;
    renouncing = false;
    bootConfirmed = false;
    settleRole("this disk has a new identity");
  }

  /** This disk has forgotten something: say nothing more until it has a new identity. */
  void renounce(String reason) {
    if (!renouncing) {
      renouncing = true;
      outbox.silence();
      settleRole(reason);
      ports.faultHandler().renounce(storageUuid, reason);
    }
  }

  /** Says this node's last word; to be thrown, so that nothing of this turn is performed. */
  BrokenInvariantException halt(String reason) {
    ports.faultHandler().halt(reason);
    return new BrokenInvariantException(reason);
  }

  // ── roles ──

  void become(Role next, String reason) {
    Role left = role;
    role = next;
    left.onLeft(reason);
    if (!left.name().equals(next.name())) {
      ports
          .roleListener()
          .transition(
              String.format(
                  "%s becomes %s: %s (promised %s, log ends at %s, commit %d)",
                  left.name(),
                  next.name(),
                  reason,
                  journal.promise(),
                  journal.end().position(),
                  commitIndex));
    }
    next.onEntered();
  }

  /** Back to following: as a replica where the replica set names this disk, else as a learner. */
  void follow(String reason) {
    become(isVoter() && !renouncing ? new ReplicaRole(this) : new LearnerRole(this), reason);
  }

  /** After the replica set may have changed, or this disk's identity. */
  void settleRole(String reason) {
    boolean mayFollowAsVoter = isVoter() && !renouncing;
    if (mayFollowAsVoter ? role instanceof LearnerRole : !(role instanceof LearnerRole)) {
      follow(reason);
    }
  }

  void followMaster(Member next, long epoch) {
    if (!next.equals(master) || epoch != masterEpoch) {
      master = next;
      masterEpoch = epoch;
      ports.roleListener().following(epoch, next.node());
    }
    masterHeardNanos = nowNanos;
  }

  void forgetMaster() {
    master = null;
  }

  // ── promises ──

  /** Remembered on disk, soon: this position was spoken of as safe here. */
  void noteAccepted(long index) {
    if (journal.outline().covers(index)) {
      ports.store().noteAccepted(journal.outline().positionAt(index));
    }
  }

  void onPromiseRequest(Envelope from, Message.PromiseRequest request) {
    Message.Refusal refusal = refusalOf(from, request.epoch());
    if (refusal != null) {
      outbox.send(
          from.from().node(),
          new Message.PromiseRefused(request.epoch(), journal.promise().epoch(), refusal));
      return;
    }
    promise(request.epoch(), from.from());
    outbox.answerWhenSynced(
        journal.token(),
        request.epoch(),
        from.from(),
        () -> new Message.Promised(request.epoch(), inventory()));
  }

  /**
   * Only this node's own right to vote is asked for. Whether the candidate has one may not be known
   * here yet: a replica set is in effect where it is appended, and this log may be behind (0008).
   */
  private Message.@Nullable Refusal refusalOf(Envelope from, long epoch) {
    if (!isVoter()) {
      return Message.Refusal.NOT_VOTER;
    }
    if (!bootConfirmed || renouncing) {
      return Message.Refusal.NOT_READY;
    }
    return rules.allows(journal.promise(), epoch, from.from())
        ? null
        : Message.Refusal.HIGHER_EPOCH;
  }

  /**
   * Takes effect at once, so that nothing of an older epoch is obeyed any more; whoever is told of
   * it is told after the sync. Whatever this node led or tried to lead ends here.
   */
  void promise(long epoch, Member to) {
    Promise before = journal.promise();
    if (epoch > before.epoch()) {
      journal.savePromise(new Promise(epoch, to));
      if (role instanceof MasterRole || role instanceof CandidateRole) {
        follow("epoch " + epoch + " is promised to " + to);
      }
    }
  }

  // ── messages that every role treats alike ──

  void onMessage(Envelope from) {
    contacts.heard(from.from(), nowNanos);
    Message message = from.message();
    if (message instanceof Message.Probe probe) {
      answer(from, probe);
      role.onProbe(from, probe);
    } else if (message instanceof Message.ProbeReply reply) {
      role.onProbeReply(from, reply);
    } else if (message instanceof Message.PromiseRequest request) {
      onPromiseRequest(from, request);
    } else if (message instanceof Message.Promised promised) {
      role.onPromised(from, promised);
    } else if (message instanceof Message.PromiseRefused refused) {
      role.onPromiseRefused(from, refused);
    } else if (message instanceof Message.Fetch fetch) {
      onFetch(from, fetch);
    } else if (message instanceof Message.Fetched fetched) {
      role.onFetched(from, fetched);
    } else if (message instanceof Message.FetchRefused refused) {
      role.onFetchRefused(from, refused);
    } else if (message instanceof Message.StreamOpened opened) {
      role.onStreamOpened(from, opened);
    } else if (message instanceof Message.Accept accept) {
      role.onAccept(from, accept);
    } else if (message instanceof Message.ShipRefused refused) {
      role.onShipRefused(from, refused);
    } else if (message instanceof Message.SnapshotTaken taken) {
      role.onSnapshotTaken(from, taken);
    } else if (message instanceof Message.HandOver handOver) {
      onHandOver(from, handOver);
    } else if (message instanceof Message.YieldPlace yieldPlace) {
      onYieldPlace(from, yieldPlace);
    } else if (message instanceof Message.Disbelieve disbelieve) {
      onDisbelieve(from, disbelieve);
    } else {
      receiver.onMessage(from);
    }
  }

  private void answer(Envelope from, Message.Probe probe) {
    TreeSet<Member> lost = new TreeSet<>();
    for (ElectionView.Place place : view.line()) {
      if (contacts.isLost(place.member(), nowNanos)) {
        lost.add(place.member());
      }
    }
    outbox.send(
        from.from().node(),
        new Message.ProbeReply(
            probe.round(),
            journal.promise().epoch(),
            journal.end().position(),
            journal.base().index() + 1,
            mayVote(),
            master,
            masterEpoch,
            isMasterHealthy(),
            List.copyOf(lost)));
  }

  private void onFetch(Envelope from, Message.Fetch fetch) {
    Promise promise = journal.promise();
    boolean allowed =
        promise.epoch() == fetch.epoch()
            && from.from().equals(promise.to())
            && !renouncing
            && fetch.fromInclusive() > journal.base().index()
            && !journal.corrupt().contains(fetch.fromInclusive())
            && fetch.toInclusive() <= journal.lastIndex()
            && fetch.fromInclusive() <= fetch.toInclusive();
    if (!allowed) {
      outbox.send(from.from().node(), new Message.FetchRefused(fetch.epoch(), fetch.request()));
      return;
    }
    reads.from(
        fetch.fromInclusive(),
        fetch.toInclusive(),
        entries ->
            outbox.send(
                from.from().node(), new Message.Fetched(fetch.epoch(), fetch.request(), entries)));
  }

  private void onHandOver(Envelope from, Message.HandOver handOver) {
    if (from.from().equals(master) && handOver.epoch() == masterEpoch) {
      forgetMaster();
      role.onHandOver(from, handOver);
    }
  }

  private void onYieldPlace(Envelope from, Message.YieldPlace yieldPlace) {
    // To yield is to queue up again: a learner, told because of a former life's place, must not.
    if (!(role instanceof LearnerRole)
        && from.from().equals(master)
        && yieldPlace.epoch() == masterEpoch
        && !yieldPlace.successor().equals(self().node())) {
      ports.election().withdraw(0);
    }
  }

  private void onDisbelieve(Envelope from, Message.Disbelieve disbelieve) {
    if (from.from().equals(master)
        && disbelieve.epoch() == masterEpoch
        && disbelieve.storageUuid().equals(storageUuid)) {
      renounce(disbelieve.reason());
    }
  }

  // ── the disk has it ──

  void onSynced(long token) {
    journal.onSynced(token, nowNanos);
    receiver.onSynced();
    retention.onSynced();
    outbox.release(journal, rules);
    role.onSynced();
  }

  // ── committing and applying ──

  void commitUpTo(long index) {
    commitIndex = Math.max(commitIndex, index);
  }

  /** Writes, then speaks, then applies, then confirms: the one order (docs/architecture.md). */
  boolean endTurn() {
    role.onTurnEnd();
    journal.flush(nowNanos);
    outbox.release(journal, rules);
    outbox.perform(ports.peers());
    boolean more = applier.proceed();
    journal.shrinkCache(applied().index());
    return more;
  }

  /** The loop ends: whoever waits for a proposal is told what is known. */
  void stop() {
    role.onLeft("the node is stopping");
  }

  GroupStatus status() {
    return new GroupStatus(
        settings.group(),
        self(),
        role.name(),
        role instanceof MasterRole masterRole && masterRole.isOpen(),
        role instanceof MasterRole masterRole ? masterRole.epoch() : masterEpoch,
        isMasterHealthy() ? masterHint() : null,
        journal.end().position(),
        journal.outline().firstIndex(),
        journal.syncedIndex(),
        commitIndex,
        applied().index(),
        retention.checkpoint().index(),
        ports.stateMachine().digest(),
        applied().chain(),
        config(),
        journal.corrupt(),
        role.explanation(),
        role.replicas());
  }

  // ── genesis ──

  /** Entry 1 as payload, for a coordinator that may forget it. */
  void rememberGenesis() {
    byte[] first = journal.genesis();
    if (genesis.length == 0 && first != null) {
      genesis = first;
    }
  }

  private void restoreGenesis() {
    if (view.connected() && view.genesis() == null && genesis.length > 0) {
      ports
          .roleListener()
          .transition("ALARM: the coordinator has lost its data; genesis is written again");
      ports.election().createGenesis(genesis);
    }
  }

  // ── snapshots ──

  /** The installed generation is durable: everything known from the old one is void. */
  void adoptSnapshot() {
    StoredLog stored = ports.store().recover();
    SnapshotManifest manifest = stored.checkpoint();
    if (manifest == null) {
      throw new BrokenInvariantException("I16: an installed snapshot is not there");
    }
    journal.adopt(manifest, stored.kept());
    ports.stateMachine().load(stored.rows());
    applier.reset(manifest.end());
    commitUpTo(manifest.end().index());
    genesis = manifest.genesis();
    checkDigest(manifest);
    retention.reset(manifest.end());
    settleRole("the snapshot's replica set");
  }

  private void checkDigest(SnapshotManifest manifest) {
    long found = ports.stateMachine().digest();
    Invariant.check(
        found == manifest.digest(),
        "I16: the state at %s has digest %016x, its rows give %016x",
        manifest.end().position(),
        manifest.digest(),
        found);
  }
}

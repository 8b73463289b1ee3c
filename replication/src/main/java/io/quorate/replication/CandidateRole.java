package io.quorate.replication;

import io.quorate.replication.message.Envelope;
import io.quorate.replication.message.Inventory;
import io.quorate.replication.message.Message;
import io.quorate.replication.model.Entry;
import io.quorate.replication.model.LogEnd;
import io.quorate.replication.model.Member;
import io.quorate.replication.model.NodeId;
import io.quorate.replication.model.Promise;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;

/**
 * A voter that has claimed an epoch: gathers promises from a majority, then makes its log equal to
 * the best among them, with the original epochs, and only then leads.
 */
final class CandidateRole extends Role {
  private static final long ASK_NANOS = 150_000_000L;
  private static final long FETCH_NANOS = 1_000_000_000L;
  private static final long BACK_OFF_MILLIS = 1_000;

  /** A promise, and the life of the node that gave it. */
  record Grant(Member life, UUID storageUuid, Inventory inventory) {}

  private final long epoch;
  private final long sinceNanos;
  private final TreeMap<NodeId, Grant> grants = new TreeMap<>();
  private long ownPromise;
  private long askedNanos;
  private long progressNanos;
  private long request = 0;
  private boolean fetching;
  private NodeId donor;
  private long fetchedNanos;
  private boolean reading;

  CandidateRole(Group group, long epoch) {
    super(group);
    this.epoch = epoch;
    this.sinceNanos = group.now();
    this.progressNanos = group.now();
    this.donor = group.self().node();
  }

  @Override
  String name() {
    return "CANDIDATE";
  }

  @Override
  String explanation() {
    return "taking over in epoch " + epoch + ": promised by " + grants.keySet();
  }

  @Override
  void onEntered() {
    group.forgetMaster();
    group.journal.savePromise(new Promise(epoch, group.self()));
    ownPromise = group.journal.token();
    ask();
  }

  private void ask() {
    askedNanos = group.now();
    for (NodeId voter : group.config().voters().keySet()) {
      if (!voter.equals(group.self().node()) && !grants.containsKey(voter)) {
        group.outbox.send(voter, new Message.PromiseRequest(epoch));
      }
    }
  }

  @Override
  void onTick() {
    if (group.now() - Math.max(sinceNanos, progressNanos) > group.timeouts().promise()) {
      giveUp("no majority has promised epoch " + epoch + " in time");
      return;
    }
    if (group.now() - askedNanos > ASK_NANOS) {
      ask();
    }
    if (fetching && group.now() - fetchedNanos > FETCH_NANOS) {
      tryAnotherDonor();
    }
  }

  /**
   * Its log is not to be had at present. Without its promise another one may do, or the majority
   * that is asked for again.
   */
  private void tryAnotherDonor() {
    fetching = false;
    grants.remove(donor);
    ask();
    proceed();
  }

  private void giveUp(String reason) {
    if (group.rules.releasesPlace()) {
      group.ports.election().withdraw(BACK_OFF_MILLIS);
    }
    group.follow(reason);
  }

  @Override
  void onSynced() {
    if (group.journal.isSynced(ownPromise) && !grants.containsKey(group.self().node())) {
      grants.put(
          group.self().node(), new Grant(group.self(), group.storageUuid(), group.inventory()));
      proceed();
    }
  }

  @Override
  void onPromised(Envelope from, Message.Promised promised) {
    if (promised.epoch() == epoch
        && grants.put(
                from.from().node(),
                new Grant(from.from(), from.storageUuid(), promised.inventory()))
            == null) {
      proceed();
    }
  }

  @Override
  void onPromiseRefused(Envelope from, Message.PromiseRefused refused) {
    if (refused.epoch() == epoch && refused.reason() == Message.Refusal.HIGHER_EPOCH) {
      group.follow("node " + from.from().node() + " has promised epoch " + refused.promisedEpoch());
    }
  }

  // ── adopting the best log ──

  private void proceed() {
    if (fetching || reading || !hasMajority()) {
      return;
    }
    Adoption adoption = adoption();
    Adoption.Step step = adoption.next(group.journal.outline(), group.journal.corrupt());
    if (step instanceof Adoption.Step.FetchFrom fetch && isReadyFor(fetch)) {
      fetch(fetch);
    } else if (step instanceof Adoption.Step.FetchFrom fetch) {
      cutAfter(group.rules.adoptionCut(fetch.fromInclusive() - 1, group.commitIndex()));
    } else if (step instanceof Adoption.Step.Done done) {
      if (group.journal.lastIndex() > done.targetIndex()) {
        cutAfter(group.rules.adoptionCut(done.targetIndex(), group.commitIndex()));
      } else {
        group.become(
            new MasterRole(group, epoch, grantsOfVoters()), "promised by " + grants.keySet());
      }
    } else if (step instanceof Adoption.Step.NeedsSnapshot needs) {
      giveUp("node " + needs.from() + " has a log that begins after this one ends");
    }
  }

  private boolean hasMajority() {
    TreeMap<NodeId, UUID> nodes = new TreeMap<>();
    grants.forEach((node, grant) -> nodes.put(node, grant.storageUuid));
    return group.rules.isMajority(group.config(), nodes);
  }

  private SortedMap<NodeId, Grant> grantsOfVoters() {
    TreeMap<NodeId, Grant> ofVoters = new TreeMap<>(grants);
    ofVoters
        .entrySet()
        .removeIf(its -> !group.config().isVoter(its.getKey(), its.getValue().storageUuid));
    return ofVoters;
  }

  private Adoption adoption() {
    TreeMap<NodeId, Inventory> inventories = new TreeMap<>();
    grantsOfVoters().forEach((node, grant) -> inventories.put(node, grant.inventory));
    inventories.put(group.self().node(), group.inventory());
    return new Adoption(group.self().node(), inventories, group.config().majority(), group.rules);
  }

  /** A repair may come at any time; what extends the log needs its divergent end gone first. */
  private boolean isReadyFor(Adoption.Step.FetchFrom fetch) {
    return fetch.fromInclusive() == group.journal.lastIndex() + 1
        || group.journal.corrupt().contains(fetch.fromInclusive());
  }

  /**
   * Removes what differs from the best log of a majority. None of it was ever committed: whatever
   * was is in that log.
   */
  private void cutAfter(long index) {
    Invariant.check(
        index >= group.commitIndex(),
        "I13: the best log of a majority ends our common part at %d, committed is %d",
        index,
        group.commitIndex());
    LogEnd known = group.journal.endAt(index);
    if (known != null) {
      group.journal.truncateAfter(known);
      group.settleRole("the replica set after a cut");
      proceedIfCandidate();
      return;
    }
    reading = true;
    group.reads.after(
        index,
        index + 1,
        (before, entries) -> {
          reading = false;
          if (group.role() == this && before.index() == index) {
            group.journal.truncateAfter(before);
            group.settleRole("the replica set after a cut");
            proceedIfCandidate();
          }
        });
  }

  private void proceedIfCandidate() {
    if (group.role() == this) {
      proceed();
    }
  }

  private void fetch(Adoption.Step.FetchFrom fetch) {
    fetching = true;
    donor = fetch.donor();
    fetchedNanos = group.now();
    request++;
    group.outbox.send(
        fetch.donor(),
        new Message.Fetch(epoch, request, fetch.fromInclusive(), fetch.toInclusive()));
  }

  @Override
  void onFetched(Envelope from, Message.Fetched fetched) {
    if (fetched.epoch() != epoch || !take(fetched.entries())) {
      return;
    }
    // Also one that comes late: what follows our log is what we need, whoever was asked for it.
    fetching = false;
    progressNanos = group.now();
    group.rememberGenesis();
    group.settleRole("the adopted log's replica set");
    proceedIfCandidate();
  }

  private boolean take(List<Entry> entries) {
    boolean taken = false;
    for (Entry entry : entries) {
      if (group.journal.corrupt().contains(entry.index())) {
        if (group.journal.outline().holds(entry.position())) {
          group.journal.repair(List.of(entry));
          taken = true;
        }
      } else if (entry.follows(group.journal.end())) {
        group.journal.append(entry);
        taken = true;
      }
    }
    return taken;
  }

  @Override
  void onFetchRefused(Envelope from, Message.FetchRefused refused) {
    if (refused.epoch() == epoch && refused.request() == request) {
      tryAnotherDonor();
    }
  }
}

package io.quorate.replication.sim.explore;

import io.quorate.replication.ledger.LedgerStateMachine;
import io.quorate.replication.message.Envelope;
import io.quorate.replication.message.Message;
import io.quorate.replication.model.Entry;
import io.quorate.replication.model.EntryType;
import io.quorate.replication.model.GroupId;
import io.quorate.replication.model.LogPosition;
import io.quorate.replication.model.Member;
import io.quorate.replication.model.NodeId;
import io.quorate.replication.model.ReplicaSet;
import io.quorate.replication.port.ElectionView;
import io.quorate.replication.port.Proposal;
import io.quorate.replication.sim.CoreFactory;
import io.quorate.replication.sim.LedgerApplication;
import io.quorate.replication.sim.Mutant;
import io.quorate.replication.sim.checker.GroupChecks;
import io.quorate.replication.sim.checker.InvariantViolated;
import io.quorate.replication.sim.checker.Operation;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Three nodes, their wires and a coordinator that calls anybody first and gives him the next epoch,
 * or one that it gave out before, whatever was asked for. Says what may happen next, and lets it
 * happen; the checkers watch.
 *
 * <p>Bound into one step are the probes of a claim and their answers (what a stale one would change
 * is the epoch that is asked for), a turn and the syncs of a disk that is not stalled, the end of a
 * process and the start of the next. Left out is what another path shows under other names: nodes
 * are numbered in the order in which something first happens to them, epochs are given out without
 * gaps, values are numbered as they come.
 */
final class SmallWorld {
  private static final int NODES = 3;
  private static final long PRODUCER = 1;

  /** The digests of what a state consists of. */
  record Parts(List<Long> nodes, List<Long> letters) {}

  private record Asked(SmallNode from, NodeId to, Message message) {}

  private final Bounds bounds;
  private final CoreFactory cores;
  private final @Nullable Mutant mutant;
  private final @Nullable Consumer<String> story;
  private final SortedSet<NodeId> nodeIds;
  private final List<SmallNode> nodes = new ArrayList<>();
  private final byte[] genesis;
  private final GroupChecks checks;
  private final Wires wires = new Wires();
  private final ArrayDeque<Asked> asked = new ArrayDeque<>();
  private @Nullable InvariantViolated violated;

  /** The highest number of a node to which anything has happened. */
  private int known;

  private int claims;
  private long highestEpoch;
  private int values;
  private final EnumSet<Choice.Kind> happened = EnumSet.noneOf(Choice.Kind.class);
  private @Nullable SmallNode wiped;

  SmallWorld(
      Bounds bounds, CoreFactory cores, @Nullable Mutant mutant, @Nullable Consumer<String> story) {
    this.bounds = bounds;
    this.cores = cores;
    this.mutant = mutant;
    this.story = story;
    TreeMap<NodeId, UUID> voters = new TreeMap<>();
    for (int number = 1; number <= NODES; number++) {
      SmallNode node = new SmallNode(this, NodeId.of(number));
      nodes.add(node);
      voters.put(node.node(), node.storageUuid());
    }
    nodeIds = Collections.unmodifiableSortedSet(new TreeSet<>(voters.keySet()));
    genesis = ReplicaSet.of(voters).encode();
    checks = new GroupChecks(nodes, new LedgerApplication(), found -> violated = found);
  }

  // ── what the nodes need ──

  GroupChecks checks() {
    return checks;
  }

  CoreFactory cores() {
    return cores;
  }

  @Nullable Mutant mutant() {
    return mutant;
  }

  SortedSet<NodeId> nodeIds() {
    return nodeIds;
  }

  ElectionView view(boolean first) {
    return new ElectionView(true, first, List.of(), 0, 0, new TreeMap<>(), genesis);
  }

  void tell(Supplier<String> words) {
    if (story != null) {
      story.accept(words.get());
    }
  }

  void send(SmallNode from, NodeId to, Message message) {
    checks.sent(from, to, message);
    if (message instanceof Message.Probe || message instanceof Message.ProbeReply) {
      asked.add(new Asked(from, to, message));
    } else {
      tell(() -> "   node " + from.node() + " to " + to + ": " + message);
      wires.send(envelope(from, message), node(to).member());
    }
  }

  private static Envelope envelope(SmallNode from, Message message) {
    return new Envelope(GroupId.MAIN, from.member(), from.storageUuid(), message);
  }

  private SmallNode node(NodeId id) {
    return nodes.get(id.number() - 1);
  }

  // ── what may happen ──

  /** Everything that may happen next within the bounds, after so many steps. */
  List<Choice> choices(int steps) {
    List<Choice> all = new ArrayList<>();
    addDeliveries(all);
    nodes.forEach(node -> addOrdinary(all, node));
    if (happened.size() < bounds.disturbances()) {
      nodes.forEach(node -> addDisturbances(all, node));
      all.removeIf(it -> happened.contains(it.kind()));
    }
    int left = bounds.depth() - steps - values - happened.size();
    all.removeIf(it -> it.kind().cost() > left || it.node() > known + 1);
    return all;
  }

  private void addDeliveries(List<Choice> all) {
    for (int i = 0; i < wires.count(); i++) {
      Member to = wires.letter(i).to();
      if (node(to.node()).member().equals(to)) {
        all.add(new Choice(Choice.Kind.DELIVER, to.node().number(), i));
      }
    }
  }

  private void addOrdinary(List<Choice> all, SmallNode node) {
    int number = node.node().number();
    if (claims < Bounds.CLAIMS && node.isReplica()) {
      long promised = node.view().promise().epoch();
      // Whatever is lower still is refused like the promised one.
      for (long epoch = Math.max(1, promised); epoch <= highestEpoch + 1; epoch++) {
        all.add(new Choice(Choice.Kind.CLAIM, number, (int) epoch));
      }
    }
    if (values < bounds.values() && node.isServing()) {
      all.add(new Choice(Choice.Kind.PROPOSE, number, 0));
    }
    SmallNode outsider = wiped;
    if (outsider != null && outsider != node && node.isServing()) {
      all.add(new Choice(Choice.Kind.READMIT, number, outsider.node().number()));
    }
    if (node.isStalled() && node.queued() > 0) {
      all.add(new Choice(Choice.Kind.SYNC, number, 0));
    }
  }

  private void addDisturbances(List<Choice> all, SmallNode node) {
    int number = node.node().number();
    for (int kept = 0; kept <= node.queued(); kept++) {
      all.add(new Choice(Choice.Kind.CRASH, number, kept));
    }
    all.add(new Choice(Choice.Kind.WIPE, number, 0));
    if (!node.isStalled()) {
      all.add(new Choice(Choice.Kind.STALL, number, 0));
    }
    if (node.hasTimer()) {
      all.add(new Choice(Choice.Kind.TICK, number, 0));
    }
  }

  // ── what happens ──

  /** All nodes begin with empty disks and the same genesis. */
  void start() {
    nodes.forEach(SmallNode::start);
    requireNothingSwallowed();
  }

  void take(Choice choice) {
    SmallNode node = node(NodeId.of(choice.node()));
    known = Math.max(known, choice.node());
    if (choice.kind().isDisturbance()) {
      happened.add(choice.kind());
    }
    switch (choice.kind()) {
      case CLAIM -> claim(node, choice.detail());
      case DELIVER -> deliver(node, choice.detail());
      case PROPOSE -> propose(node);
      case TICK -> {
        node.pass(SmallNode.TICK_NANOS);
        node.happens(core -> core.onTick());
      }
      case READMIT -> node.happens(core -> core.onReadmit(NodeId.of(choice.detail()), NOBODY));
      case STALL -> node.stall();
      case SYNC -> node.sync();
      case CRASH -> node.crash(choice.detail());
      case WIPE -> {
        wiped = node;
        node.wipe();
      }
    }
    answerProbes();
    requireNothingSwallowed();
  }

  private void requireNothingSwallowed() {
    InvariantViolated swallowed = violated;
    if (swallowed != null) {
      throw swallowed;
    }
  }

  private void claim(SmallNode node, long epoch) {
    claims++;
    highestEpoch = Math.max(highestEpoch, epoch);
    node.pass(SmallNode.ROUND_NANOS);
    node.happens(core -> core.onElectionView(view(true)));
    answerProbes();
    node.grant(epoch);
  }

  private void answerProbes() {
    while (!asked.isEmpty()) {
      Asked next = asked.remove();
      Envelope envelope = envelope(next.from, next.message);
      node(next.to).happens(core -> core.onMessage(envelope));
    }
  }

  private void deliver(SmallNode node, int number) {
    Envelope envelope = wires.letter(number).envelope();
    node.happens(core -> core.onMessage(envelope));
  }

  private void propose(SmallNode node) {
    Operation operation = new Operation(PRODUCER, ++values);
    checks.proposed(operation);
    Proposal proposal =
        new Proposal(
            EntryType.MESSAGE,
            Entry.VERSION,
            LedgerStateMachine.payload(PRODUCER, operation.sequence(), new byte[0]),
            Long.MAX_VALUE,
            new Producer(operation));
    node.happens(core -> core.onProposed(proposal));
  }

  /** Who proposed a value. */
  private final class Producer implements Proposal.Answer {
    private final Operation operation;

    Producer(Operation operation) {
      this.operation = operation;
    }

    @Override
    public void committed(LogPosition position, int syncedNodes, Object result) {
      tell(() -> "   value " + operation.sequence() + " is confirmed at " + position);
      checks.confirmed(operation, position, syncedNodes, result);
    }

    @Override
    public void refused(Proposal.Refusal reason, @Nullable NodeId master, String detail) {
      checks.refused(operation);
    }

    @Override
    public void unknown(String detail) {}
  }

  /** An operator looks at the replica set, not at the answer. */
  private static final Proposal.Answer NOBODY =
      new Proposal.Answer() {
        @Override
        public void committed(LogPosition position, int syncedNodes, Object result) {}

        @Override
        public void refused(Proposal.Refusal reason, @Nullable NodeId master, String detail) {}

        @Override
        public void unknown(String detail) {}
      };

  // ── looked at ──

  /** Of all that what may still happen depends on, except for the number of steps. */
  long digest() {
    long digest = wires.digest(nodes.stream().map(SmallNode::member).toList());
    for (SmallNode node : nodes) {
      digest = StateDigest.join(digest, node.digest());
    }
    digest = StateDigest.join(digest, StateDigest.of(checks));
    for (long spent : new long[] {known, claims, highestEpoch, values}) {
      digest = StateDigest.join(digest, spent);
    }
    return StateDigest.join(digest, StateDigest.of(Arrays.asList(happened, wiped)));
  }

  /** What was digested of this state so far. */
  Parts parts() {
    return new Parts(nodes.stream().map(SmallNode::digest).toList(), wires.digests());
  }

  /** Another world in this very state was digested before. */
  void remember(Parts parts) {
    wires.remember(parts.letters);
    for (int i = 0; i < NODES; i++) {
      nodes.get(i).remember(parts.nodes.get(i));
    }
  }

  /** What happens if this is taken now. */
  String words(Choice choice) {
    String node = "node " + choice.node();
    return switch (choice.kind()) {
      case CLAIM -> node + " is first in line, asks around, and is given epoch " + choice.detail();
      case DELIVER -> node + " receives " + wires.letter(choice.detail());
      case PROPOSE -> "value " + (values + 1) + " is proposed to " + node;
      case TICK -> "the timer of " + node + " fires";
      case READMIT -> node + " is told to let in node " + choice.detail();
      case STALL -> "the disk of " + node + " stalls";
      case SYNC -> "the disk of " + node + " syncs " + node(NodeId.of(choice.node())).queued();
      case CRASH ->
          node
              + " crashes, its disk has kept "
              + choice.detail()
              + " of "
              + node(NodeId.of(choice.node())).queued()
              + " writes, and starts again";
      case WIPE -> node + " is wiped and starts again";
    };
  }
}

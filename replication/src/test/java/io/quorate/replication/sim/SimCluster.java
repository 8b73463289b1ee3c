package io.quorate.replication.sim;

import io.quorate.replication.GroupCore;
import io.quorate.replication.ledger.LedgerStateMachine;
import io.quorate.replication.model.Entry;
import io.quorate.replication.model.EntryType;
import io.quorate.replication.model.GroupId;
import io.quorate.replication.model.LogPosition;
import io.quorate.replication.model.NodeId;
import io.quorate.replication.port.Proposal;
import io.quorate.replication.sim.checker.GroupChecks;
import io.quorate.replication.sim.checker.History;
import io.quorate.replication.sim.checker.Operation;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A simulated cluster of one group for scripted stories. The checkers watch as they do in random
 * worlds, so a story only has to say what it is about.
 */
final class SimCluster {
  private static final long MILLIS = 1_000_000L;
  private static final long PATIENCE_NANOS = 2 * SimWorld.SECOND;
  private static final long LOOK_NANOS = 10 * MILLIS;

  /** What became of a proposal. */
  static final class Sent implements Proposal.Answer {
    private final SimCluster cluster;
    private final Operation operation;
    boolean confirmed;
    boolean refused;
    boolean unknown;

    Sent(SimCluster cluster, Operation operation) {
      this.cluster = cluster;
      this.operation = operation;
    }

    boolean isAnswered() {
      return confirmed || refused || unknown;
    }

    @Override
    public void committed(LogPosition position, int syncedNodes, Object result) {
      confirmed = true;
      cluster.checks().confirmed(operation, position, syncedNodes, result);
    }

    @Override
    public void refused(Proposal.Refusal reason, @Nullable NodeId master, String detail) {
      refused = true;
      cluster.checks().refused(operation);
    }

    @Override
    public void unknown(String detail) {
      unknown = true;
    }
  }

  private final SimWorld world;
  private long sequence;

  SimCluster(int nodeCount, LatchMode latch, long seed) {
    Traits traits = new Traits(nodeCount, 1, latch, EnumSet.noneOf(FaultKind.class), 0);
    world = new SimWorld(seed, traits, new LedgerApplication(), GroupCore::new, null, null);
    world.nodes().forEach(node -> node.disk().keepImages());
    world.startAll();
    run(0.5);
  }

  /** Three nodes that have found their master. */
  static SimCluster ofThree() {
    SimCluster cluster = new SimCluster(3, LatchMode.FAITHFUL, 1);
    cluster.awaitMaster();
    return cluster;
  }

  SimZk zk() {
    return world.zk();
  }

  SimNet net() {
    return world.net();
  }

  private GroupChecks checks() {
    return world.checks(GroupId.MAIN);
  }

  History history() {
    return checks().history();
  }

  void run(double seconds) {
    world.run((long) (seconds * SimWorld.SECOND));
  }

  /** Runs until this holds; a story that waits in vain for half a minute has failed. */
  void await(String what, BooleanSupplier holds) {
    await(what, LOOK_NANOS, holds);
  }

  /** The same, looking so often that what holds for a moment is seen. */
  void await(String what, long lookNanos, BooleanSupplier holds) {
    long until = world.nanos() + 30 * SimWorld.SECOND;
    while (!holds.getAsBoolean()) {
      if (world.nanos() > until) {
        throw new AssertionError("waited for 30 s in vain: " + what);
      }
      world.run(lookNanos);
    }
  }

  double seconds() {
    return world.nanos() / (double) SimWorld.SECOND;
  }

  // ── nodes ──

  List<SimNode> nodes() {
    return List.copyOf(world.nodes());
  }

  SimNode awaitMaster() {
    await("a master", () -> world.master(GroupId.MAIN) != null);
    return master();
  }

  SimNode master() {
    SimSeat master = world.master(GroupId.MAIN);
    if (master == null) {
      throw new AssertionError("there is no master");
    }
    return master.host();
  }

  /** A master other than this node. */
  SimNode awaitSuccessorOf(SimNode former) {
    await(
        "a successor of node " + former.id(),
        () -> others(former).stream().anyMatch(node -> seat(node).isServing()));
    return others(former).stream().filter(node -> seat(node).isServing()).findFirst().orElseThrow();
  }

  List<SimNode> others(SimNode... nodes) {
    List<SimNode> others = new ArrayList<>(world.nodes());
    others.removeAll(List.of(nodes));
    return others;
  }

  SimSeat seat(SimNode node) {
    return node.seat(GroupId.MAIN);
  }

  boolean isVoter(SimNode node) {
    return history().appliedConfig().isVoter(node.id(), node.disk().storageUuid());
  }

  void readmit(SimNode node) {
    await(
        "node " + node.id() + " to be let in again",
        () -> {
          SimSeat master = world.master(GroupId.MAIN);
          if (master != null && !isVoter(node)) {
            master.toCore(core -> core.onReadmit(node.id(), new Operator.Readmission()));
            run(0.3);
          }
          return isVoter(node);
        });
  }

  // ── wires ──

  void isolate(SimNode node) {
    others(node).forEach(other -> cut(node, other));
  }

  void cut(SimNode one, SimNode other) {
    net().cut(one.id(), other.id());
    net().cut(other.id(), one.id());
  }

  void mend() {
    net().mendAll();
  }

  // ── entries ──

  /** Proposes to this node and does not wait. */
  Sent propose(SimNode node) {
    Sent sent = new Sent(this, new Operation(1, ++sequence));
    checks().proposed(sent.operation);
    seat(node)
        .propose(
            new Proposal(
                EntryType.MESSAGE,
                Entry.VERSION,
                LedgerStateMachine.payload(1, sent.operation.sequence(), new byte[60]),
                node.clock().nanos() + PATIENCE_NANOS,
                sent));
    return sent;
  }

  List<Sent> propose(SimNode node, int count) {
    List<Sent> all = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      all.add(propose(node));
    }
    return all;
  }

  /** Has so many entries confirmed, one batch after another, by whoever is master. */
  void append(int count) {
    for (int left = count; left > 0; ) {
      SimNode master = awaitMaster();
      List<Sent> sent = propose(master, Math.min(left, 20));
      run(0.05);
      await("answers", () -> !master.isRunning() || sent.stream().allMatch(Sent::isAnswered));
      left -= (int) sent.stream().filter(it -> it.confirmed).count();
    }
  }

  /** Everybody who runs has applied everything, and all have come to the same state. */
  void awaitEqualStates() {
    await(
        "equal states",
        () -> {
          long digest = history().digest();
          return world.runningSeats(GroupId.MAIN).allMatch(seat -> seat.digest() == digest);
        });
  }
}

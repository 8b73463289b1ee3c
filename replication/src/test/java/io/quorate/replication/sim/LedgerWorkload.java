package io.quorate.replication.sim;

import io.quorate.replication.ledger.LedgerStateMachine;
import io.quorate.replication.model.Entry;
import io.quorate.replication.model.EntryType;
import io.quorate.replication.model.GroupId;
import io.quorate.replication.model.LogPosition;
import io.quorate.replication.model.Member;
import io.quorate.replication.model.NodeId;
import io.quorate.replication.port.Proposal;
import io.quorate.replication.sim.checker.InvariantViolated;
import io.quorate.replication.sim.checker.Operation;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Producers of numbered entries that send on whatever happens. A producer repeats what was refused,
 * elsewhere; what ended unknown it gives up, as it must.
 */
final class LedgerWorkload implements Workload {
  private static final long MILLIS = 1_000_000L;
  private static final int ATTEMPTS_MAX = 8;

  private final SimWorld world;
  private final Nemesis nemesis;
  private final SplittableRandom random;
  private final Operator operator;
  private final TreeMap<GroupId, NodeId> masterHints = new TreeMap<>();
  private final List<Attempt> open = new ArrayList<>();
  private final TreeMap<GroupId, Long> lastCommitNanos = new TreeMap<>();
  private boolean producing = true;
  private long producers;

  LedgerWorkload(SimWorld world, Nemesis nemesis, SplittableRandom random) {
    this.world = world;
    this.nemesis = nemesis;
    this.random = random;
    this.operator = new Operator(world, nemesis, random);
  }

  @Override
  public void start() {
    for (GroupId group : world.groups()) {
      for (int i = 1 + random.nextInt(3); i > 0; i--) {
        Producer producer = new Producer(group, ++producers, random.nextLong(40, 400) * MILLIS);
        world.after(SimWorld.SECOND / 2, producer::produce);
      }
    }
    operator.operate();
  }

  @Override
  public void stopProducing() {
    producing = false;
  }

  @Override
  public void beDiligent() {
    operator.beDiligent();
  }

  @Override
  public String whatIsMissing() {
    return open.stream().anyMatch(Attempt::isWaiting) ? "a proposal is without an answer" : "";
  }

  @Override
  public boolean hasCommittedSince(GroupId group, long sinceNanos) {
    return lastCommitNanos.getOrDefault(group, -1L) >= sinceNanos;
  }

  private final class Producer {
    private final GroupId group;
    private final long id;
    private final long pauseNanos;
    private long sequence;

    Producer(GroupId group, long id, long pauseNanos) {
      this.group = group;
      this.id = id;
      this.pauseNanos = pauseNanos;
    }

    void produce() {
      if (!producing) {
        return;
      }
      int burst = nemesis.isLull() ? 0 : random.nextInt(8) == 0 ? 5 : 1;
      for (int i = 0; i < burst; i++) {
        send(group, new Operation(id, ++sequence), 1);
      }
      world.after(random.nextLong(pauseNanos / 2, 2 * pauseNanos), this::produce);
    }
  }

  private void send(GroupId group, Operation operation, int attempt) {
    SimSeat seat = chooseSeat(group);
    Member life = seat.life();
    if (life == null) {
      tryElsewhere(group, operation, attempt, null);
      return;
    }
    byte type = random.nextInt(10) == 0 ? EntryType.DRAIN : EntryType.MESSAGE;
    byte[] body = new byte[random.nextInt(random.nextInt(12) == 0 ? 900 : 90)];
    long patienceNanos = random.nextLong(1_000 * MILLIS, 4_000 * MILLIS);
    Attempt made = new Attempt(seat, life, group, operation, attempt);
    open.add(made);
    world.checks(group).proposed(operation);
    seat.propose(
        new Proposal(
            type,
            Entry.VERSION,
            LedgerStateMachine.payload(operation.producer(), operation.sequence(), body),
            seat.host().clock().nanos() + patienceNanos,
            made));
    world.after(patienceNanos + SimWorld.SECOND, made::mustBeAnswered);
  }

  private SimSeat chooseSeat(GroupId group) {
    NodeId hint = masterHints.get(group);
    if (hint != null && random.nextInt(10) < 8) {
      return world.node(hint).seat(group);
    }
    List<SimNode> nodes = List.copyOf(world.nodes());
    return nodes.get(random.nextInt(nodes.size())).seat(group);
  }

  private void tryElsewhere(
      GroupId group, Operation operation, int attempt, @Nullable NodeId master) {
    if (master == null) {
      masterHints.remove(group);
    } else {
      masterHints.put(group, master);
    }
    if (attempt < ATTEMPTS_MAX && producing) {
      world.after(
          random.nextLong(5 * MILLIS, 300 * MILLIS), () -> send(group, operation, attempt + 1));
    }
  }

  /** One proposal at one process. */
  private final class Attempt implements Proposal.Answer {
    private final SimSeat seat;
    private final Member life;
    private final GroupId group;
    private final Operation operation;
    private final int number;
    private final long madeNanos = world.nanos();

    Attempt(SimSeat seat, Member life, GroupId group, Operation operation, int number) {
      this.seat = seat;
      this.life = life;
      this.group = group;
      this.operation = operation;
      this.number = number;
    }

    boolean isWaiting() {
      return life.equals(seat.life());
    }

    private void answered(String how) {
      world.note(
          30,
          operation.producer(),
          operation.sequence(),
          () -> seat.node() + " answers " + operation + ": " + how);
      if (!open.remove(this)) {
        throw new InvariantViolated("AnsweredOnce", operation + " is answered twice: " + how);
      }
    }

    /** Long after the deadline: only a process that stood still may be silent about it. */
    void mustBeAnswered() {
      if (!open.contains(this)) {
        return;
      }
      if (!isWaiting()) {
        open.remove(this);
      } else if (seat.host().stoodStillSince(world.nanos() - SimWorld.SECOND)) {
        world.after(SimWorld.SECOND, this::mustBeAnswered);
      } else {
        throw new InvariantViolated(
            "AnsweredInTime", operation + " had no answer from node " + seat.node());
      }
    }

    @Override
    public void committed(LogPosition position, int syncedNodes, Object result) {
      answered("committed at " + position);
      lastCommitNanos.merge(group, madeNanos, Math::max);
      masterHints.put(group, seat.node());
      world.checks(group).confirmed(operation, position, syncedNodes, result);
    }

    @Override
    public void refused(Proposal.Refusal reason, @Nullable NodeId master, String detail) {
      answered("refused, " + reason + ", " + detail);
      world.checks(group).refused(operation);
      tryElsewhere(group, operation, number, master);
    }

    @Override
    public void unknown(String detail) {
      if (world.mutant() == Mutant.M26_FAILURE_INSTEAD_OF_UNKNOWN) {
        refused(Proposal.Refusal.NOT_MASTER, null, detail);
        return;
      }
      answered("unknown, " + detail);
    }
  }
}

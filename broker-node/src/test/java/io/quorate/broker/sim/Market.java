package io.quorate.broker.sim;

import io.quorate.broker.session.BrokerException;
import io.quorate.client.history.CheckedBody;
import io.quorate.client.history.History;
import io.quorate.client.history.HistoryChecker;
import io.quorate.replication.model.GroupId;
import io.quorate.replication.sim.SimSeat;
import io.quorate.replication.sim.SimWorld;
import io.quorate.replication.sim.checker.InvariantViolated;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.CompletionException;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What all clients of a group share: their world, their mood, and what they have seen together. */
final class Market {
  static final long MILLIS = 1_000_000L;

  final SimWorld world;
  final GroupId group;
  final SplittableRandom random;
  final @Nullable BrokerMutant mutant;
  final HistoryChecker history = new HistoryChecker();
  final Tally tally = new Tally();
  private final List<SimProducer> producers = new ArrayList<>();

  /** By the number of their producer: how many messages there are. */
  private final TreeMap<Long, LongSupplier> sent = new TreeMap<>();

  /** Of messages that are moved between the queues of one outlet: where each came out last. */
  private final Map<CheckedBody, String> lastPlaces = new HashMap<>();

  private boolean open;
  private boolean calm;
  private boolean producing = true;
  private long lastCommitNanos = -1;
  private long lastConnection;
  private long lastTransaction;

  Market(SimWorld world, GroupId group, SplittableRandom random, @Nullable BrokerMutant mutant) {
    this.world = world;
    this.group = group;
    this.random = random;
    this.mutant = mutant;
  }

  /** For whoever reads along. */
  void note(long number, Supplier<String> words) {
    world.note(50, number, 0, () -> group + " " + words.get());
  }

  // ── time ──

  long nanos() {
    return world.nanos();
  }

  void later(long minMillis, long maxMillis, Runnable action) {
    world.after(random.nextLong(minMillis * MILLIS, maxMillis * MILLIS), action);
  }

  boolean isOneIn(int count) {
    return random.nextInt(count) == 0;
  }

  /** All queues are there; nobody sends or receives before. */
  boolean isOpen() {
    return open;
  }

  void open() {
    open = true;
  }

  boolean isCalm() {
    return calm;
  }

  void becomeCalm() {
    calm = true;
  }

  boolean isProducing() {
    return producing && open;
  }

  void stopProducing() {
    producing = false;
  }

  void committed(long sinceNanos) {
    lastCommitNanos = Math.max(lastCommitNanos, sinceNanos);
  }

  boolean hasCommittedSince(long nanos) {
    return lastCommitNanos >= nanos;
  }

  // ── places ──

  SimSeat anySeat() {
    List<SimSeat> seats = world.seats(group).toList();
    return seats.get(random.nextInt(seats.size()));
  }

  @Nullable BrokerService master() {
    SimSeat master = world.master(group);
    return master == null ? null : (BrokerService) master.service();
  }

  long nextConnection() {
    return ++lastConnection;
  }

  long nextTransaction() {
    return ++lastTransaction;
  }

  // ── messages ──

  void add(SimProducer producer) {
    producers.add(producer);
    expectFrom(producer.number(), producer::lastSent);
  }

  List<SimProducer> producers() {
    return producers;
  }

  void expectFrom(long producer, LongSupplier lastSent) {
    sent.put(producer, lastSent);
  }

  void requireSent(CheckedBody body, String where) {
    LongSupplier lastSent = sent.get(body.producer());
    if (lastSent == null || body.sequence() > lastSent.getAsLong()) {
      throw new InvariantViolated("NoPhantom", body + " is seen in " + where + ", never sent");
    }
  }

  /** Whether it came out elsewhere since it came out here, or as what was dead there. */
  boolean wasMovedTo(String place, CheckedBody body) {
    String before = lastPlaces.put(body, place);
    return before != null && !before.equals(place);
  }

  void goesElsewhere(CheckedBody body) {
    lastPlaces.put(body, "");
  }

  // ── what must not happen ──

  /** Runs what is called by the broker, which would catch what it throws. */
  void guarded(Runnable action) {
    try {
      action.run();
    } catch (InvariantViolated violation) {
      world.violated(violation);
    } catch (RuntimeException thrown) {
      InvariantViolated violation = new InvariantViolated("NoException", thrown.toString());
      violation.initCause(thrown);
      world.violated(violation);
    }
  }

  /** What the broker failed with, which is one of its own exceptions and no stumble. */
  static BrokerException reasonOf(Throwable failure) {
    Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
    if (cause instanceof BrokerException reason
        && !String.valueOf(reason.getMessage()).contains("stumbled")) {
      switch (reason.code()) {
        case INVALID, TOO_LARGE, NOT_ALLOWED, INVALID_SELECTOR, UNSUPPORTED ->
            throw new InvariantViolated("FairRefusal", reason.code() + ": " + reason.getMessage());
        default -> {
          return reason;
        }
      }
    }
    InvariantViolated violation = new InvariantViolated("NoException", String.valueOf(cause));
    violation.initCause(cause);
    throw violation;
  }

  static History.Outcome outcomeOf(BrokerException reason) {
    return reason.code() == BrokerException.Code.OUTCOME_UNKNOWN
        ? History.Outcome.UNKNOWN
        : History.Outcome.REFUSED;
  }
}

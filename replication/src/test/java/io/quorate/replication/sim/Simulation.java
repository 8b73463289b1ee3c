package io.quorate.replication.sim;

import io.quorate.replication.GroupCore;
import io.quorate.replication.model.GroupId;
import io.quorate.replication.model.ReplicaSet;
import io.quorate.replication.sim.checker.History;
import io.quorate.replication.sim.checker.InvariantViolated;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One seed: a world that is troubled, then healed, and must come to rest. */
public final class Simulation {
  private static final long LIVENESS_NANOS = 30 * SimWorld.SECOND;
  private static final long LOOK_NANOS = SimWorld.SECOND / 2;

  /** How a seed went. */
  public record Outcome(
      long seed, long fingerprint, Counters counters, @Nullable InvariantViolated failure) {}

  private final long seed;
  private final SimWorld world;
  private final Workload workload;
  private final Readers readers;
  private final Nemesis nemesis;

  private Simulation(
      long seed,
      Application application,
      CoreFactory cores,
      @Nullable Mutant mutant,
      @Nullable Consumer<String> story) {
    this.seed = seed;
    Traits traits = Traits.draw(new SplittableRandom(seed));
    world = new SimWorld(seed, traits, application, cores, mutant, story);
    nemesis = new Nemesis(world, world.random().split());
    workload = application.workload(world, nemesis, world.random().split());
    readers = new Readers(world, world.random().split());
    if (story != null) {
      story.accept("seed " + seed + ": " + world.traits());
    }
  }

  public static Outcome run(long seed, @Nullable Consumer<String> story) {
    return run(seed, GroupCore::new, null, story);
  }

  /** The log of another application's than the diagnostic one. */
  public static Outcome run(long seed, Application application, @Nullable Consumer<String> story) {
    return new Simulation(seed, application, GroupCore::new, null, story).run();
  }

  static Outcome run(
      long seed, CoreFactory cores, @Nullable Mutant mutant, @Nullable Consumer<String> story) {
    return new Simulation(seed, new LedgerApplication(), cores, mutant, story).run();
  }

  private Outcome run() {
    try {
      go();
      return outcome(null);
    } catch (InvariantViolated violated) {
      return outcome(violated);
    } catch (RuntimeException thrown) {
      InvariantViolated wrapped = new InvariantViolated("NoException", thrown.toString());
      wrapped.initCause(thrown);
      return outcome(wrapped);
    }
  }

  private Outcome outcome(@Nullable InvariantViolated failure) {
    Counters counters = world.counters();
    counters.faults = nemesis.faults();
    counters.wipes = nemesis.wipes();
    counters.failures = failure == null ? 0 : 1;
    counters.others.putAll(workload.counters());
    return new Outcome(seed, world.fingerprint(), counters, failure);
  }

  private void go() {
    if (world.traits().has(FaultKind.ROLLBACK)) {
      world.nodes().forEach(node -> node.disk().keepImages());
    }
    world.startAll();
    workload.start();
    readers.start();
    world.after(SimWorld.SECOND, nemesis::rage);
    world.run(world.traits().rageSeconds() * SimWorld.SECOND);
    nemesis.heal();
    comeToRest();
  }

  /** Liveness, once the faults are over. */
  private void comeToRest() {
    workload.beDiligent();
    long healed = world.nanos();
    long patience = healed + LIVENESS_NANOS;
    while (!isServedSince(healed)) {
      requireTime(patience, "no master confirms anything");
    }
    workload.stopProducing();
    patience = world.nanos() + LIVENESS_NANOS;
    for (String missing = whatIsMissing(); !missing.isEmpty(); missing = whatIsMissing()) {
      requireTime(patience, missing);
    }
    workload.checkAtRest();
  }

  private void requireTime(long until, String missing) {
    if (world.nanos() >= until) {
      throw new InvariantViolated("Liveness", missing + " 30 s after all faults have ended");
    }
    world.run(LOOK_NANOS);
  }

  private boolean isServedSince(long healed) {
    return world.groups().stream()
        .allMatch(
            group -> world.master(group) != null && workload.hasCommittedSince(group, healed));
  }

  private String whatIsMissing() {
    String missing = workload.whatIsMissing();
    if (!missing.isEmpty()) {
      return missing;
    }
    if (!readers.isQuiet()) {
      return "a reader is without an answer";
    }
    for (GroupId group : world.groups()) {
      History history = world.checks(group).history();
      ReplicaSet config = history.appliedConfig();
      long digest = history.digest();
      for (SimSeat seat : world.runningSeats(group).toList()) {
        if (!config.isVoter(seat.node(), seat.storageUuid())) {
          return "node " + seat.node() + " is not a voter of " + group;
        }
        if (seat.digest() != digest) {
          return "node " + seat.node() + " has not applied everything of " + group;
        }
        if (!seat.hasPlaceInLine()) {
          return "node " + seat.node() + " has no place in line of " + group;
        }
        if (!isBounded(seat.platter())) {
          return "node %s holds %d bytes of the log of %s and %d bytes of kept entries"
              .formatted(seat.node(), seat.platter().logBytes(), group, seat.platter().keptBytes());
        }
      }
    }
    return "";
  }

  private boolean isBounded(GroupImage platter) {
    return platter.logBytes() <= world.application().logBytesMax()
        && platter.keptBytes() <= world.application().keptBytesMax();
  }
}

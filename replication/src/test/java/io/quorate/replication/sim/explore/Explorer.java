package io.quorate.replication.sim.explore;

import io.quorate.replication.GroupCore;
import io.quorate.replication.PlantedRules;
import io.quorate.replication.sim.CoreFactory;
import io.quorate.replication.sim.Mutant;
import io.quorate.replication.sim.checker.InvariantViolated;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Visits every state of a small world that can be reached within the bounds, those with the fewest
 * steps first. A core cannot be copied, so a state is its path from the first one, taken again. Two
 * paths lead to the same state if all that the cores, the disks, the wires and the checkers hold is
 * the same then; what the checkers remember of the past is part of it, so nothing that they could
 * find later is lost by not going on from both.
 */
public final class Explorer {
  /**
   * What was found.
   *
   * @param deepest the most steps that a new state took
   * @param complete nothing within the bounds was left out
   */
  public record Result(
      int states, long transitions, int deepest, boolean complete, @Nullable Violation violation) {}

  /** A path to a state that must not exist. */
  public record Violation(InvariantViolated invariant, List<String> story) {}

  /** The rest are bugs of parts that this world lacks: planted here, they would change nothing. */
  static final Set<Mutant> PLANTABLE =
      Collections.unmodifiableSet(
          EnumSet.of(
              Mutant.M1_ACCEPT_BEFORE_SYNC,
              Mutant.M2_MASTER_COUNTS_UNSYNCED,
              Mutant.M4_OLD_EPOCHS_COMMIT_BY_COUNT,
              Mutant.M5_LONGEST_LOG_LEADS,
              Mutant.M6_PROMISED_EPOCH_LEADS,
              Mutant.M7_ACCEPTS_COUNT_ACROSS_EPOCHS,
              Mutant.M8_COMMIT_BEYOND_VERIFIED,
              Mutant.M9_APPLIED_BEFORE_COMMIT,
              Mutant.M10_CUT_TO_COMMIT_HINT,
              Mutant.M11_NO_BARRIER,
              Mutant.M12_EMPTY_DISK_VOTES,
              Mutant.M13_ONE_STEP_SWAP,
              Mutant.M14_EPOCH_PROMISED_TWICE,
              Mutant.M15_ACCEPTS_AFTER_PROMISE,
              Mutant.M16_CUTS_WHAT_MATCHES,
              Mutant.M23_CONFIG_BEFORE_BARRIER,
              Mutant.M24_TWO_CONFIGS_AT_ONCE));

  private final Bounds bounds;
  private final CoreFactory cores;
  private final @Nullable Mutant mutant;
  private final StateTable table = new StateTable();
  private long transitions;
  private int deepest;

  private Explorer(Bounds bounds, @Nullable Mutant mutant) {
    this.bounds = bounds;
    this.mutant = mutant;
    this.cores = mutant == null ? GroupCore::new : PlantedRules.coresWith(mutant);
  }

  /** Explores until a violation is met, the bounds are, or there is nothing more. */
  public static Result explore(Bounds bounds, @Nullable Mutant mutant) {
    if (mutant != null && !PLANTABLE.contains(mutant)) {
      throw new IllegalArgumentException(
          "expected one of %s, found %s".formatted(PLANTABLE, mutant));
    }
    return new Explorer(bounds, mutant).explore();
  }

  private Result explore() {
    if (violationOf(newWorld(null)::start) != null) {
      return result(false, tell(List.of()));
    }
    table.add(world(List.of()).digest(), 0, (short) 0);
    for (int state = 0; state < table.size(); state++) {
      if (table.size() >= bounds.statesMax()) {
        return result(false, null);
      }
      List<Choice> path = table.pathTo(state);
      Choice wrong = expand(state, path);
      if (wrong != null) {
        path.add(wrong);
        return result(false, tell(path));
      }
    }
    return result(true, null);
  }

  private Result result(boolean complete, @Nullable Violation violation) {
    return new Result(table.size(), transitions, deepest, complete, violation);
  }

  /** Tries all that may happen in this state; returns what must not be able to happen. */
  private @Nullable Choice expand(int state, List<Choice> path) {
    SmallWorld world = world(path);
    long here = world.digest();
    SmallWorld.Parts parts = world.parts();
    boolean left = false;
    for (Choice choice : world.choices(path.size())) {
      if (left) {
        world = world(path);
        world.remember(parts);
      }
      transitions++;
      SmallWorld present = world;
      if (violationOf(() -> present.take(choice)) != null) {
        return choice;
      }
      long there = world.digest();
      left = there != here;
      if (table.add(there, state, choice.packed())) {
        deepest = path.size() + 1;
      }
    }
    return null;
  }

  private static @Nullable InvariantViolated violationOf(Runnable step) {
    try {
      step.run();
      return null;
    } catch (InvariantViolated violated) {
      return violated;
    } catch (RuntimeException thrown) {
      InvariantViolated wrapped = new InvariantViolated("NoException", thrown.toString());
      wrapped.initCause(thrown);
      return wrapped;
    }
  }

  private SmallWorld newWorld(@Nullable Consumer<String> story) {
    return new SmallWorld(bounds, cores, mutant, story);
  }

  private SmallWorld world(List<Choice> path) {
    SmallWorld world = newWorld(null);
    world.start();
    path.forEach(world::take);
    return world;
  }

  private Violation tell(List<Choice> path) {
    List<String> story = new ArrayList<>();
    SmallWorld world = newWorld(story::add);
    InvariantViolated violated = violationOf(world::start);
    for (int i = 0; i < path.size() && violated == null; i++) {
      Choice choice = path.get(i);
      story.add("%2d %s".formatted(i + 1, world.words(choice)));
      violated = violationOf(() -> world.take(choice));
    }
    if (violated == null) {
      throw new IllegalStateException("the same path ends otherwise: " + story);
    }
    story.add("   " + violated.getMessage());
    return new Violation(violated, story);
  }
}

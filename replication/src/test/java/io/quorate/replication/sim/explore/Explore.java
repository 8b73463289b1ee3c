package io.quorate.replication.sim.explore;

import io.quorate.replication.sim.Mutant;
import io.quorate.replication.sim.explore.Explorer.Result;
import io.quorate.replication.sim.explore.Explorer.Violation;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Explores within bounds given as options; {@code scripts/explore --help} has them. */
public final class Explore {
  private static final int DEPTH = 10;
  private static final int VALUES = 2;
  private static final int DISTURBANCES = 4;
  private static final int STATES_MAX = 10_000_000;

  private Explore() {}

  public static void main(String... args) {
    System.exit(start(args));
  }

  /** Returns the exit code: 0 if no invariant was violated, or if the planted bug was found. */
  static int start(String... args) {
    try {
      return explore(args);
    } catch (IllegalArgumentException refused) {
      System.err.println(refused.getMessage() + "; scripts/explore --help says what there is");
      return 2;
    }
  }

  private static int explore(String... args) {
    int depth = DEPTH;
    int values = VALUES;
    int disturbances = DISTURBANCES;
    int statesMax = STATES_MAX;
    Mutant mutant = null;
    List<String> left = new ArrayList<>(List.of(args));
    while (!left.isEmpty()) {
      String next = left.remove(0);
      switch (next) {
        case "--depth" -> depth = number(next, left);
        case "--values" -> values = number(next, left);
        case "--disturbances" -> disturbances = number(next, left);
        case "--states-max" -> statesMax = number(next, left);
        case "--mutant" -> mutant = mutant(left);
        default -> throw new IllegalArgumentException("unknown option " + next);
      }
    }
    return report(new Bounds(depth, values, disturbances, statesMax), mutant);
  }

  private static int number(String option, List<String> left) {
    if (left.isEmpty() || !left.get(0).matches("[0-9]{1,9}")) {
      throw new IllegalArgumentException(option + " wants a number");
    }
    return Integer.parseInt(left.remove(0));
  }

  /** By its number, {@code M4}, or its whole name. */
  private static Mutant mutant(List<String> left) {
    String name = left.isEmpty() ? "" : left.remove(0);
    return Explorer.PLANTABLE.stream()
        .filter(it -> it.name().equals(name) || it.name().startsWith(name + "_"))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "--mutant wants a bug that can be planted here, one of %s; found '%s'"
                        .formatted(Explorer.PLANTABLE, name)));
  }

  private static int report(Bounds bounds, @Nullable Mutant mutant) {
    long began = System.nanoTime();
    Result result = Explorer.explore(bounds, mutant);
    long seconds = (System.nanoTime() - began) / 1_000_000_000L;
    Violation violation = result.violation();
    if (violation != null) {
      violation.story().forEach(System.out::println);
    } else if (!result.complete()) {
      System.out.println("not all: ended at --states-max " + bounds.statesMax());
    }
    if (mutant != null) {
      System.out.println(
          violation == null
              ? mutant + " survived"
              : mutant + " died of " + violation.invariant().invariant());
    }
    System.out.printf(
        "states=%d depth=%d transitions=%d deepest=%d violations=%d seconds=%d%n",
        result.states(),
        bounds.depth(),
        result.transitions(),
        result.deepest(),
        violation == null ? 0 : 1,
        seconds);
    return (violation == null) == (mutant == null) ? 0 : 1;
  }
}

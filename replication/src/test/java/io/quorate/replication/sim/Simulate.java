package io.quorate.replication.sim;

import io.quorate.replication.sim.Simulation.Outcome;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Runs many seeds: {@code --from N --seeds M [--trace] [--keep-going]}. */
public final class Simulate {
  private static final int THREADS = 2;

  /** One seed of some simulation. */
  public interface Simulated {
    Outcome run(long seed, @Nullable Consumer<String> story);
  }

  private final String option;
  private final Simulated simulated;

  /**
   * Runs of a simulation.
   *
   * @param option of the script's by which it is chosen; empty: the log's, which needs none
   */
  public Simulate(String option, Simulated simulated) {
    this.option = option;
    this.simulated = simulated;
  }

  /** Which seeds to run, and whether to go on after one has failed. */
  public record Runs(long from, long seeds, boolean keepGoing) {}

  /** All seeds of a range, and the lowest one that failed. */
  public record Result(Counters counters, @Nullable Outcome failed) {}

  public static void main(String... args) throws InterruptedException {
    System.exit(new Simulate("", Simulation::run).start(args));
  }

  /** Returns the exit code. */
  public int start(String... args) throws InterruptedException {
    long from = 1;
    long seeds = 1;
    boolean trace = false;
    boolean keepGoing = false;
    List<String> left = new ArrayList<>(List.of(args));
    while (!left.isEmpty()) {
      String next = left.remove(0);
      switch (next) {
        case "--from" -> from = number(next, left);
        case "--seeds" -> seeds = number(next, left);
        case "--trace" -> trace = true;
        case "--keep-going" -> keepGoing = true;
        default -> refuse("unknown option " + next);
      }
    }
    return trace ? tell(from) : report(run(new Runs(from, seeds, keepGoing)));
  }

  private static long number(String option, List<String> left) {
    if (left.isEmpty() || !left.get(0).matches("[0-9]{1,18}")) {
      refuse(option + " wants a number");
    }
    return Long.parseLong(left.remove(0));
  }

  private static void refuse(String why) {
    System.err.println(why + "; usage: simulate --from N --seeds M [--trace] [--keep-going]");
    System.exit(2);
  }

  private int tell(long seed) {
    Outcome outcome = simulated.run(seed, System.out::println);
    if (outcome.failure() != null && outcome.failure().getCause() != null) {
      outcome.failure().printStackTrace(System.out);
    }
    return report(new Result(outcome.counters(), outcome.failure() == null ? null : outcome));
  }

  private int report(Result result) {
    Outcome failed = result.failed;
    if (failed != null) {
      System.out.println(story(failed));
    }
    System.out.println(result.counters);
    return failed == null ? 0 : 1;
  }

  /** Which seed, what it violates, and how to see it again. */
  public String story(Outcome failed) {
    return "seed %d violates %s%nreplay: scripts/simulate %s--from %d --seeds 1 --trace"
        .formatted(
            failed.seed(), words(failed), option.isEmpty() ? "" : option + " ", failed.seed());
  }

  static String words(Outcome failed) {
    return failed.failure() == null ? "nothing" : String.valueOf(failed.failure().getMessage());
  }

  /** Worlds side by side, each on one thread; stops drawing seeds at the first failure. */
  public Result run(Runs runs) throws InterruptedException {
    AtomicLong next = new AtomicLong(runs.from);
    AtomicReference<@Nullable Outcome> failed = new AtomicReference<>();
    Counters counters = new Counters();
    ExecutorService threads = Executors.newFixedThreadPool(THREADS);
    for (int i = 0; i < THREADS; i++) {
      threads.execute(
          () -> {
            for (long seed = next.getAndIncrement();
                seed < runs.from + runs.seeds && (runs.keepGoing || failed.get() == null);
                seed = next.getAndIncrement()) {
              Outcome outcome = simulated.run(seed, null);
              counters.add(outcome.counters());
              if (outcome.failure() != null) {
                failed.accumulateAndGet(outcome, Simulate::lower);
                if (runs.keepGoing) {
                  System.out.println("seed " + seed + " violates " + words(outcome));
                }
              }
            }
          });
    }
    threads.shutdown();
    threads.awaitTermination(1, TimeUnit.DAYS);
    return new Result(counters, failed.get());
  }

  private static @Nullable Outcome lower(@Nullable Outcome one, @Nullable Outcome other) {
    if (one == null || other == null) {
      return one == null ? other : one;
    }
    return one.seed() < other.seed() ? one : other;
  }
}

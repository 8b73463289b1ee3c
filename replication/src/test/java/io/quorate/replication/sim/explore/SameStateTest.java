package io.quorate.replication.sim.explore;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.replication.GroupCore;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/**
 * What the digest leaves out must not matter: wherever two paths lead to the same digest, the same
 * digests follow, or the explorer would take different states for one.
 */
class SameStateTest {
  private static final Bounds BOUNDS = new Bounds(100, 2, 1, Integer.MAX_VALUE);
  private static final int STEPS = 5;

  private final Map<Long, TreeSet<Long>> successors = new HashMap<>();
  private long met;

  private static SmallWorld after(List<Choice> path) {
    SmallWorld world = new SmallWorld(BOUNDS, GroupCore::new, null, null);
    world.start();
    path.forEach(world::take);
    return world;
  }

  @Test
  void sameDigestsFollowTheSameDigest() {
    List<List<Choice>> paths = List.of(List.of());
    for (int steps = 0; steps < STEPS; steps++) {
      List<List<Choice>> longer = new ArrayList<>();
      for (List<Choice> path : paths) {
        longer.addAll(follow(path));
      }
      paths = longer;
    }

    assertThat(met).isGreaterThan(100);
  }

  /** The paths that are longer by one step, from a digest that was not seen before. */
  private List<List<Choice>> follow(List<Choice> path) {
    SmallWorld here = after(path);
    List<List<Choice>> longer = new ArrayList<>();
    TreeSet<Long> next = new TreeSet<>();
    for (Choice choice : here.choices(0)) {
      List<Choice> on = new ArrayList<>(path);
      on.add(choice);
      next.add(after(on).digest());
      longer.add(on);
    }
    TreeSet<Long> before = successors.putIfAbsent(here.digest(), next);
    if (before == null) {
      return longer;
    }
    met++;
    assertThat(next).as("what follows %s", path).isEqualTo(before);
    return List.of();
  }
}

package io.quorate.replication.sim.explore;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class StateTableTest {
  private final StateTable table = new StateTable();

  @Test
  void knowsEveryStateOnce() {
    SplittableRandom random = new SplittableRandom(3);
    long[] digests = random.longs(100_000).distinct().toArray();
    for (long digest : digests) {
      assertThat(table.add(digest, 0, (short) 0)).isTrue();
    }

    for (long digest : digests) {
      assertThat(table.add(digest, 0, (short) 0)).isFalse();
    }
    assertThat(table.size()).isEqualTo(digests.length);
  }

  @Test
  void tellsThePathToAState() {
    Choice claim = new Choice(Choice.Kind.CLAIM, 1, 2);
    Choice delivery = new Choice(Choice.Kind.DELIVER, 3, 255);
    Choice wipe = new Choice(Choice.Kind.WIPE, 2, 0);
    table.add(70, 0, (short) 0);
    table.add(71, 0, claim.packed());
    table.add(72, 0, wipe.packed());
    table.add(73, 1, delivery.packed());
    table.add(74, 3, wipe.packed());

    assertThat(table.pathTo(0)).isEmpty();
    assertThat(table.pathTo(2)).containsExactly(wipe);
    assertThat(table.pathTo(4)).containsExactly(claim, delivery, wipe);
  }
}

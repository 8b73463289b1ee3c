package io.quorate.replication.sim.explore;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.replication.GroupCore;
import java.util.List;
import org.junit.jupiter.api.Test;

class SmallWorldTest {
  private static final Bounds BOUNDS = new Bounds(100, 2, 4, Integer.MAX_VALUE);
  private static final Choice CLAIM = new Choice(Choice.Kind.CLAIM, 1, 1);
  private static final Choice REQUEST_TO_2 = new Choice(Choice.Kind.DELIVER, 2, 0);
  private static final Choice REQUEST_TO_3 = new Choice(Choice.Kind.DELIVER, 3, 1);

  private static SmallWorld after(Choice... choices) {
    SmallWorld world = new SmallWorld(BOUNDS, GroupCore::new, null, null);
    world.start();
    List.of(choices).forEach(world::take);
    return world;
  }

  @Test
  void whatCommutesLeadsToTheSameState() {
    assertThat(after(CLAIM, REQUEST_TO_2, REQUEST_TO_3).digest())
        .isEqualTo(after(CLAIM, REQUEST_TO_3, REQUEST_TO_2).digest());
  }

  @Test
  void statesThatDifferHaveDifferentDigests() {
    assertThat(
            List.of(
                after().digest(),
                after(CLAIM).digest(),
                after(CLAIM, REQUEST_TO_2).digest(),
                after(CLAIM, REQUEST_TO_3).digest(),
                after(CLAIM, new Choice(Choice.Kind.STALL, 2, 0)).digest(),
                after(CLAIM, new Choice(Choice.Kind.CRASH, 2, 0)).digest(),
                after(CLAIM, new Choice(Choice.Kind.WIPE, 2, 0)).digest()))
        .doesNotHaveDuplicates();
  }

  @Test
  void messageThatArrivesAgainChangesNothing() {
    SmallWorld world = after(CLAIM, REQUEST_TO_2);
    long before = world.digest();

    world.take(REQUEST_TO_2);

    assertThat(world.digest()).isEqualTo(before);
  }

  @Test
  void firstThingHappensToTheFirstNode() {
    assertThat(after().choices(0)).isNotEmpty().allMatch(choice -> choice.node() == 1);
  }

  @Test
  void masterServesAfterFiveSteps() {
    SmallWorld world =
        after(
            CLAIM,
            REQUEST_TO_2,
            new Choice(Choice.Kind.DELIVER, 1, 2),
            new Choice(Choice.Kind.DELIVER, 2, 4),
            new Choice(Choice.Kind.DELIVER, 1, 5));

    assertThat(world.choices(5)).contains(new Choice(Choice.Kind.PROPOSE, 1, 0));
  }
}

package io.quorate.replication.sim.explore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quorate.replication.sim.Mutant;
import io.quorate.replication.sim.explore.Explorer.Result;
import io.quorate.replication.sim.explore.Explorer.Violation;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** As far as a build has time for; {@code scripts/explore} goes on from here. */
class ExplorerTest {
  @Test
  void noStateUpToTheBoundViolatesAnInvariant() {
    Result result = Explorer.explore(new Bounds(7, 2, 4, Integer.MAX_VALUE), null);

    assertThat(result.violation())
        .as("%s", result.violation() == null ? "" : String.join("\n", result.violation().story()))
        .isNull();
    assertThat(result.complete()).isTrue();
    assertThat(result.states()).isGreaterThan(6_000);
    assertThat(result.deepest()).isEqualTo(7);
  }

  @Test
  void sameBoundsGiveTheSameStates() {
    Bounds bounds = new Bounds(4, 2, 4, Integer.MAX_VALUE);

    assertThat(Explorer.explore(bounds, null)).isEqualTo(Explorer.explore(bounds, null));
  }

  @Test
  void saysThatItHasNotSeenEverything() {
    Result result = Explorer.explore(new Bounds(7, 2, 4, 100), null);

    assertThat(result.complete()).isFalse();
    assertThat(result.states()).isGreaterThanOrEqualTo(100);
  }

  @ParameterizedTest
  @EnumSource(
      names = {
        "M1_ACCEPT_BEFORE_SYNC",
        "M4_OLD_EPOCHS_COMMIT_BY_COUNT",
        "M12_EMPTY_DISK_VOTES",
        "M14_EPOCH_PROMISED_TWICE"
      })
  void plantedBugIsFoundWithItsStory(Mutant mutant) {
    Result result = Explorer.explore(new Bounds(12, 0, 1, 10_000), mutant);

    Violation violation = Objects.requireNonNull(result.violation(), mutant + " survived");
    assertThat(violation.story())
        .anyMatch(line -> line.startsWith(" 1 node 1 "))
        .last()
        .asString()
        .contains(violation.invariant().invariant());
  }

  @Test
  void bugThatHasNoPlaceHereIsRefused() {
    Bounds bounds = new Bounds(1, 0, 0, 10);

    assertThatThrownBy(() -> Explorer.explore(bounds, Mutant.M3_PROMISE_NOT_SAVED))
        .hasMessageContaining("found M3_PROMISE_NOT_SAVED");
    assertThat(Explore.start("--mutant", "M3")).isEqualTo(2);
    assertThat(Explore.start("--mutant", "M99")).isEqualTo(2);
    assertThat(Explore.start("--mutant")).isEqualTo(2);
  }

  @Test
  void bugOfTheFirstStateIsFound() {
    Result result = Explorer.explore(new Bounds(1, 0, 0, 10), Mutant.M9_APPLIED_BEFORE_COMMIT);

    assertThat(result.violation()).isNotNull();
    assertThat(result.transitions()).isZero();
  }
}

package io.quorate.replication.sim;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Everything random comes from the seed: a world that is run again is the same to the last event.
 */
class SameSeedSameTraceTest {
  @Test
  void sameSeedGivesSameFingerprintAndCounters() {
    for (long seed = 1; seed <= 25; seed++) {
      Simulation.Outcome first = Simulation.run(seed, null);
      Simulation.Outcome second = Simulation.run(seed, null);

      assertThat(second.fingerprint()).as("seed %d", seed).isEqualTo(first.fingerprint());
      assertThat(second.counters().values()).isEqualTo(first.counters().values());
    }
  }

  @Test
  void readingAlongChangesNothing() {
    List<String> story = new ArrayList<>();

    Simulation.Outcome told = Simulation.run(7, story::add);

    assertThat(told.fingerprint()).isEqualTo(Simulation.run(7, null).fingerprint());
    assertThat(story).hasSizeGreaterThan(1_000);
  }

  @Test
  void otherSeedsGiveOtherTraces() {
    assertThat(Simulation.run(1, null).fingerprint())
        .isNotEqualTo(Simulation.run(2, null).fingerprint());
  }
}

package io.quorate.replication.sim;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.replication.PlantedRules;
import io.quorate.replication.sim.Simulate.Result;
import io.quorate.replication.sim.Simulate.Runs;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The checkers bite: every planted bug is found by the ordinary mix of faults. */
class MutantsTest {
  private static final long SEEDS_MAX = 2_000;

  @ParameterizedTest
  @EnumSource
  void isFoundWithinTheOrdinaryMix(Mutant mutant) throws InterruptedException {
    CoreFactory cores = PlantedRules.coresWith(mutant);

    Result result =
        new Simulate("", (seed, story) -> Simulation.run(seed, cores, mutant, story))
            .run(new Runs(1, SEEDS_MAX, false));

    assertThat(result.failed()).as("a seed that kills %s", mutant).isNotNull();
  }
}

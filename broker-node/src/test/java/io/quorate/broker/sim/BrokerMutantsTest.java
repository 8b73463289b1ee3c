package io.quorate.broker.sim;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.replication.sim.Simulate.Result;
import io.quorate.replication.sim.Simulate.Runs;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The checks bite: every planted bug is found by the ordinary mix of faults. */
class BrokerMutantsTest {
  private static final long SEEDS_MAX = 2_000;

  @ParameterizedTest
  @EnumSource
  void isFoundWithinTheOrdinaryMix(BrokerMutant mutant) throws InterruptedException {
    Result result = SimulateBroker.simulate(mutant).run(new Runs(1, SEEDS_MAX, false));

    assertThat(result.failed()).as("a seed that kills %s", mutant).isNotNull();
  }
}

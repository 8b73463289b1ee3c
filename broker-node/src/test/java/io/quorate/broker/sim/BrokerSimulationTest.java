package io.quorate.broker.sim;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.replication.sim.Simulate;
import io.quorate.replication.sim.Simulate.Result;
import io.quorate.replication.sim.Simulate.Runs;
import org.junit.jupiter.api.Test;

/** The ordinary mix: some hundred worlds of brokers, each with faults and clients of its own. */
class BrokerSimulationTest {
  private static final long SEEDS = 200;

  @Test
  void noSeedViolatesAnInvariant() throws InterruptedException {
    Simulate simulate = SimulateBroker.simulate(null);

    Result result = simulate.run(new Runs(1, SEEDS, false));

    assertThat(result.failed())
        .as("%s", result.failed() == null ? "" : simulate.story(result.failed()))
        .isNull();
    assertThat(result.counters().values()).as("%s", result.counters()).doesNotContain(0L);
  }
}

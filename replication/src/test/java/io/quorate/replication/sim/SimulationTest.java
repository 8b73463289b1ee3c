package io.quorate.replication.sim;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.replication.sim.Simulate.Result;
import io.quorate.replication.sim.Simulate.Runs;
import org.junit.jupiter.api.Test;

/** The ordinary mix: two thousand worlds, each with faults of its own. */
class SimulationTest {
  @Test
  void noSeedViolatesAnInvariant() throws InterruptedException {
    Simulate simulate = new Simulate("", Simulation::run);

    Result result = simulate.run(new Runs(1, 2_000, false));

    assertThat(result.failed())
        .as("%s", result.failed() == null ? "" : simulate.story(result.failed()))
        .isNull();
    assertThat(result.counters().values()).as("%s", result.counters()).doesNotContain(0L);
  }
}

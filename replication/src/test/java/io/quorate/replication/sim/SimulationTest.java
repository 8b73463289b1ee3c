package io.quorate.replication.sim;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.replication.sim.Simulate.Result;
import io.quorate.replication.sim.Simulate.Runs;
import org.junit.jupiter.api.Test;

/** The ordinary mix: two thousand worlds, each with faults of its own. */
class SimulationTest {
  @Test
  void noSeedViolatesAnInvariant() throws InterruptedException {
    Result result = Simulate.run(new Runs(1, 2_000, false), seed -> Simulation.run(seed, null));

    assertThat(result.failed())
        .as("%s", result.failed() == null ? "" : Simulate.story(result.failed()))
        .isNull();
    assertThat(result.counters().values()).as("%s", result.counters()).doesNotContain(0L);
  }
}

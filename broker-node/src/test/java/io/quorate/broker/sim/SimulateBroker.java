package io.quorate.broker.sim;

import io.quorate.replication.sim.Simulate;
import io.quorate.replication.sim.Simulation;
import org.jspecify.annotations.Nullable;

/** Runs many seeds of brokers: {@code --from N --seeds M [--trace] [--keep-going]}. */
public final class SimulateBroker {
  private SimulateBroker() {}

  public static void main(String... args) throws InterruptedException {
    System.exit(simulate(null).start(args));
  }

  static Simulate simulate(@Nullable BrokerMutant mutant) {
    return new Simulate(
        "--broker", (seed, story) -> Simulation.run(seed, new BrokerApplication(mutant), story));
  }
}

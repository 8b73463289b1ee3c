package io.quorate.benchmarks;

import io.quorate.benchmarks.server.Patience;
import io.quorate.benchmarks.server.ServerProcess;
import io.quorate.benchmarks.server.Servers;
import java.io.IOException;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;

/** Kills the master again and again under a load, each time of a cluster that is whole. */
final class Kills {
  private static final double NANOS_PER_MILLI = 1e6;

  /** Before every third master a replica is killed, which comes back first. */
  private static final int REPLICA_EVERY = 3;

  private final Servers servers;
  private final LoadProcess load;
  private final String queue;
  private final PrintStream out;

  Kills(Servers servers, LoadProcess load, String queue, PrintStream out) {
    this.servers = servers;
    this.load = load;
    this.queue = queue;
    this.out = out;
  }

  /** Returns the milliseconds from each kill to the first confirmation after it. */
  List<Double> perform(Plan plan) throws IOException {
    List<Double> millis = new ArrayList<>();
    for (int kill = 1; kill <= plan.killsPerRound(); kill++) {
      awaitWhole();
      if (kill % REPLICA_EVERY == 0) {
        killReplica();
        awaitWhole();
      }
      millis.add(killMaster());
      out.printf("  kill %d: %s ms%n", kill, Figures.text(millis.get(millis.size() - 1)));
    }
    return millis;
  }

  private double killMaster() throws IOException {
    ServerProcess master = master();
    long killedNanos = master.kill();
    String answer = load.ask("await " + killedNanos);
    master.start();
    if (answer.startsWith("failed")) {
      throw new IOException("after the kill of the master: " + answer);
    }
    return (Long.parseLong(answer) - killedNanos) / NANOS_PER_MILLI;
  }

  private void killReplica() throws IOException {
    ServerProcess master = master();
    ServerProcess replica =
        servers.nodes().stream().filter(node -> node != master).findFirst().orElseThrow();
    replica.kill();
    replica.start();
  }

  private ServerProcess master() throws IOException {
    int known = servers.findMaster(queue);
    int number = known == 0 ? Integer.parseInt(load.ask("master")) : known;
    return servers.nodes().get(number - 1);
  }

  private void awaitWhole() {
    servers.awaitWhole();
    Patience.await("all replicas of " + queue, () -> load.ask("whole").equals("true"));
    Patience.await(
        "a confirmation", () -> !load.ask("await " + System.nanoTime()).startsWith("failed"));
  }
}

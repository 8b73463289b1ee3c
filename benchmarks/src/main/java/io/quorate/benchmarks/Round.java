package io.quorate.benchmarks;

import io.quorate.benchmarks.load.LoadMain;
import io.quorate.benchmarks.load.LoadSettings;
import io.quorate.benchmarks.server.Launcher;
import io.quorate.benchmarks.server.Servers;
import io.quorate.benchmarks.server.SyncCounts;
import java.io.IOException;
import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** All loads of a plan, one after the other, on one system that has been started for them. */
final class Round {
  /** For connecting and creating, beside what is measured. */
  private static final Duration PREPARED_MAX = Duration.ofMinutes(3);

  private final String system;
  private final Servers servers;
  private final Launcher launcher;
  private final Plan plan;
  private final PrintStream out;

  Round(String system, Servers servers, Launcher launcher, Plan plan, PrintStream out) {
    this.system = system;
    this.servers = servers;
    this.launcher = launcher;
    this.plan = plan;
    this.out = out;
  }

  List<Measurement> perform() throws IOException {
    List<Measurement> measured = new ArrayList<>();
    for (Load load : plan.loads()) {
      if (load.isFailover()) {
        keep(failover(load), measured);
      }
    }
    if (measured.size() < plan.loads().size()) {
      try (LoadProcess process = heated()) {
        for (Load load : plan.loads()) {
          if (!load.isFailover()) {
            keep(load(process, load), measured);
          }
        }
      }
    }
    return measured;
  }

  private void keep(Measurement measurement, List<Measurement> measured) {
    measured.add(measurement);
    out.println(describe(measurement));
  }

  /**
   * Servers and clients in Java spend both processors of a small machine on compiling for their
   * first minute. What is sent here is also received, so that it is not in the way later.
   */
  private LoadProcess heated() throws IOException {
    LoadSettings settings = Load.E2E.settings(plan.bodyBytes(), 0, Duration.ZERO, plan.heat());
    Duration each = plan.warmUp().plus(plan.measured()).plus(PREPARED_MAX);
    Duration timeMax = plan.heat().plus(each.multipliedBy(plan.loads().size() + 1L));
    LoadProcess process = new LoadProcess(servers, "bench-heat", "load", settings, timeMax);
    try {
      process.await(LoadMain.MEASURING);
      process.await(LoadMain.RESULT);
    } catch (IOException | RuntimeException e) {
      process.close();
      throw e;
    }
    return process;
  }

  private LoadSettings settings(Load load) {
    return load.settings(plan.bodyBytes(), plan.rate(), plan.warmUp(), plan.measured());
  }

  /** A queue of its own for each load: what an earlier one has left behind waits in another. */
  private static String queue(Load load) {
    return "bench-" + load;
  }

  private Measurement load(LoadProcess process, Load load) throws IOException {
    process.perform(queue(load), settings(load));
    process.await(LoadMain.MEASURING);
    Usage before = Usage.of(servers, launcher, process.use());
    Syncs syncs = Syncs.of(servers);
    String result = process.await(LoadMain.RESULT);
    Measurement measurement = Measurement.of(load, result, Syncs.of(servers).since(syncs));
    if (plan.explains()) {
      Usage used = Usage.of(servers, launcher, process.use()).minus(before);
      used.explain(measurement, plan.bodyBytes()).forEach(out::println);
    }
    process.takeAsides().forEach(line -> out.println("  " + line));
    return measurement;
  }

  private Measurement failover(Load load) throws IOException {
    Duration timeMax = PREPARED_MAX.multipliedBy(plan.killsPerRound() + 1);
    Syncs syncs = Syncs.of(servers);
    try (LoadProcess process =
        new LoadProcess(servers, queue(load), "failover", settings(load), timeMax)) {
      process.await(LoadMain.READY);
      List<Double> millis = new Kills(servers, process, queue(load), out).perform(plan);
      return new Measurement(load, millis, Syncs.of(servers).since(syncs), Map.of());
    }
  }

  private String describe(Measurement measured) {
    Load load = measured.load();
    if (load.isFailover()) {
      return "%s %s ms=%s"
          .formatted(system, load, measured.values().stream().map(Figures::text).toList());
    }
    String line =
        "%s %s per_second=%s syncs=%s sync_us=%.0f failed=%s confirm: %s"
            .formatted(
                system,
                load,
                Figures.text(measured.values().get(0)),
                SyncCounts.text(measured.syncs().count()),
                measured.syncs().microsEach(),
                measured.words().get("failed"),
                measured.latencies("confirm"));
    return load.consumes()
        ? line
            + " deliver: %s delivered_per_confirmed=%s"
                .formatted(
                    measured.latencies("deliver"), Figures.text(measured.deliveredPerConfirmed()))
        : line;
  }
}

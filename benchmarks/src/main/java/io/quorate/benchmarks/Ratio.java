package io.quorate.benchmarks;

import io.quorate.benchmarks.server.SyncCounts;
import java.util.ArrayList;
import java.util.List;

/**
 * Ours beside a peer's, over all rounds of a run: 1 and more is at least as good.
 *
 * @param syncsOurs in all rounds together; negative: nobody has counted
 * @param deliveredPerConfirmed ours, where somebody consumes; otherwise NaN
 */
record Ratio(
    Load load,
    String peer,
    int rounds,
    Figures ours,
    Figures theirs,
    Figures ratio,
    double syncsOurs,
    double syncsPeer,
    double deliveredPerConfirmed) {

  /** Pairs what was measured in the same round. */
  static Ratio of(String peer, List<Measurement> ours, List<Measurement> theirs) {
    Load load = ours.get(0).load();
    List<Double> mine = values(ours);
    List<Double> others = values(theirs);
    List<Double> ratios = new ArrayList<>();
    for (int i = 0; i < Math.min(mine.size(), others.size()); i++) {
      double quotient = mine.get(i) / others.get(i);
      ratios.add(load.isFailover() ? 1 / quotient : quotient);
    }
    return new Ratio(
        load,
        peer,
        ours.size(),
        Figures.of(mine),
        Figures.of(others),
        Figures.of(ratios),
        syncs(ours),
        syncs(theirs),
        load.consumes()
            ? ours.stream().mapToDouble(Measurement::deliveredPerConfirmed).min().orElse(Double.NaN)
            : Double.NaN);
  }

  private static List<Double> values(List<Measurement> measured) {
    return measured.stream().flatMap(each -> each.values().stream()).toList();
  }

  private static double syncs(List<Measurement> measured) {
    return measured.stream().anyMatch(each -> each.syncs().count() < 0)
        ? -1
        : measured.stream().mapToDouble(each -> each.syncs().count()).sum();
  }

  String line() {
    String line =
        "RATIO load=%s ours=%s peer=%s ratio=%s q1=%s q3=%s syncs_ours=%s syncs_peer=%s peer_name=%s"
            .formatted(
                load,
                Figures.text(ours.median()),
                Figures.text(theirs.median()),
                Figures.text(ratio.median()),
                Figures.text(ratio.q1()),
                Figures.text(ratio.q3()),
                SyncCounts.text(syncsOurs),
                SyncCounts.text(syncsPeer),
                peer);
    return load.consumes()
        ? line + " delivered_per_confirmed=" + Figures.text(deliveredPerConfirmed)
        : line;
  }
}

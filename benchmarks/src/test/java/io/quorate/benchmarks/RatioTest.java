package io.quorate.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class RatioTest {
  private static Measurement measured(Load load, Syncs syncs, Double... values) {
    return new Measurement(load, List.of(values), syncs, Map.of());
  }

  private static Syncs syncs(long count) {
    return new Syncs(count, 0);
  }

  @Test
  void dividesRoundByRound() {
    Ratio ratio =
        Ratio.of(
            "rabbitmq",
            List.of(measured(Load.P1W1, syncs(10), 100.0), measured(Load.P1W1, syncs(30), 900.0)),
            List.of(measured(Load.P1W1, syncs(5), 200.0), measured(Load.P1W1, syncs(5), 600.0)));

    // 0.5 and 1.5, where the quotient of the medians would be 1.25.
    assertThat(ratio.line())
        .isEqualTo(
            "RATIO load=p1w1 ours=500 peer=400 ratio=1.00 q1=0.750 q3=1.25"
                + " syncs_ours=40 syncs_peer=10 peer_name=rabbitmq");
  }

  @Test
  void saysThatAFasterFailoverIsBetter() {
    Ratio ratio =
        Ratio.of(
            "kafka",
            List.of(measured(Load.FAILOVER, syncs(0), 1_000.0, 2_000.0)),
            List.of(measured(Load.FAILOVER, syncs(0), 10_000.0, 10_000.0)));

    assertThat(ratio.ratio()).isEqualTo(new Figures(6.25, 7.5, 8.75));
  }

  @Test
  void doesNotTakeUncountedSyncsForNone() {
    Ratio ratio =
        Ratio.of(
            "nats",
            List.of(measured(Load.P1W1, syncs(10), 1.0)),
            List.of(measured(Load.P1W1, Syncs.UNKNOWN, 1.0)));

    assertThat(ratio.line()).contains(" syncs_ours=10 syncs_peer=n/a ");
  }

  @Test
  void countsOnlyWhatHasArrivedWhereSomebodyConsumes() {
    String result = "seconds=2.000 confirmed=200 delivered=150 failed=0";

    assertThat(Measurement.of(Load.E2E, result, syncs(1)).values()).containsExactly(75.0);
    assertThat(Measurement.of(Load.P1W1000, result, syncs(1)).values()).containsExactly(100.0);
  }
}

package io.quorate.benchmarks.load;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class OutagesTest {
  private final Outages outages = new Outages();

  @Test
  void endsWithTheLongestSilence() {
    outages.confirmed(0, 90);
    outages.watch(100);
    // On its way when the master died.
    outages.confirmed(95, 102);
    outages.confirmed(98, 900);
    outages.confirmed(905, 910);

    assertThat(outages.isOver()).isTrue();
    assertThat(outages.endNanos()).isEqualTo(900);
  }

  @Test
  void isNotOverBeforeSomethingSentAfterwardsIsConfirmed() {
    outages.watch(100);
    outages.confirmed(95, 102);

    assertThat(outages.isOver()).isFalse();
  }
}

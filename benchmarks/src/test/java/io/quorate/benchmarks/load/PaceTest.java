package io.quorate.benchmarks.load;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class PaceTest {
  /** Otherwise the sends that a pause kept back would look fast. */
  @Test
  void countsALateSendFromWhenItWasMeant() {
    long longAgo = System.nanoTime() - 1_000_000_000L;

    assertThat(new Pace(longAgo, 1_000).awaitTurn(5)).isEqualTo(longAgo + 5_000_000L);
  }

  @Test
  void sendsNothingEarly() {
    long start = System.nanoTime();

    long due = new Pace(start, 1_000).awaitTurn(3);

    assertThat(System.nanoTime() - due).isNotNegative();
    assertThat(due).isEqualTo(start + 3_000_000L);
  }
}

package io.quorate.broker.process;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class SoakResultTest {
  private static SoakResult result(
      double perSecond, long received, long duplicates, boolean isHeld, boolean isSteady) {
    return new SoakResult(
        30,
        1_024,
        1_000,
        perSecond,
        5_000,
        received,
        duplicates,
        7,
        9,
        11,
        1,
        isHeld,
        true,
        isSteady);
  }

  @Test
  void isGoodIfAllCameOnceAtThePace() {
    SoakResult result = result(990, 5_000, 0, true, true);

    assertThat(result.isGood()).isTrue();
    assertThat(result.line()).contains("confirmed=5000 received=5000 lost=0 duplicates=0");
  }

  @Test
  void isNotGoodIfOneThingIsAmiss() {
    assertThat(result(940, 5_000, 0, true, true).isGood()).as("too slow").isFalse();
    assertThat(result(990, 4_999, 0, true, true).isGood()).as("one lost").isFalse();
    assertThat(result(990, 5_000, 1, true, true).isGood()).as("one twice").isFalse();
    assertThat(result(990, 5_000, 0, false, true).isGood()).as("not held").isFalse();
    assertThat(result(990, 5_000, 0, true, false).isGood()).as("not steady").isFalse();
  }
}

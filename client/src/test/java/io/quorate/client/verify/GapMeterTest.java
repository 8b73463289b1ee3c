package io.quorate.client.verify;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class GapMeterTest {
  private final GapMeter gaps = new GapMeter();

  @Test
  void measuresFromOneMasterToTheNext() {
    confirm(1, 0);
    confirm(1, 50);
    confirm(2, 550);
    confirm(4, 650);
    confirm(4, 660);
    confirm(5, 960);

    assertThat(gaps.failovers()).isEqualTo(3);
    assertThat(gaps.medianFailoverMillis()).isEqualTo(300);
    assertThat(gaps.worstFailoverMillis()).isEqualTo(500);
    assertThat(gaps.longestMillis()).isEqualTo(500);
  }

  @Test
  void medianOfTwoLiesBetweenThem() {
    confirm(1, 0);
    confirm(2, 400);
    confirm(3, 600);

    assertThat(gaps.medianFailoverMillis()).isEqualTo(300);
  }

  @Test
  void formerMasterEndsNoGap() {
    confirm(2, 0);
    confirm(1, 400);
    confirm(2, 500);

    assertThat(gaps.longestMillis()).isEqualTo(500);
    assertThat(gaps.failovers()).isZero();
  }

  @Test
  void openGapCountsAndWhatComesLaterDoesNot() {
    confirm(1, 0);
    gaps.end(TimeUnit.MILLISECONDS.toNanos(700));
    confirm(2, 9_000);

    assertThat(gaps.longestMillis()).isEqualTo(700);
    assertThat(gaps.failovers()).isZero();
  }

  private void confirm(long epoch, long millis) {
    gaps.confirmed(epoch, TimeUnit.MILLISECONDS.toNanos(millis));
  }
}

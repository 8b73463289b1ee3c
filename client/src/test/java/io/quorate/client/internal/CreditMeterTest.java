package io.quorate.client.internal;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class CreditMeterTest {
  @Test
  void asksForMoreInSteps() {
    CreditMeter credit = new CreditMeter(100, 1_000);
    assertThat(credit.first()).isEqualTo(100);
    credit.delivered(100);

    assertThat(credit.more(24, 100)).isZero();
    assertThat(credit.more(25, 100)).isEqualTo(25);
    assertThat(credit.more(25, 100)).isZero();
  }

  @Test
  void fetchesOneAtATime() {
    CreditMeter credit = new CreditMeter(1, 1_000);
    credit.first();
    credit.delivered(1);

    assertThat(credit.more(0, 1)).isZero();
    assertThat(credit.more(1, 1)).isEqualTo(1);
  }

  @Test
  void fetchesNoMoreThanIsWantedInAll() {
    CreditMeter credit = new CreditMeter(10, 1_000, 3);
    assertThat(credit.first()).isEqualTo(3);
    credit.delivered(3);

    assertThat(credit.more(3, 0)).isZero();
  }

  @Test
  void leavesNoMoreUnsettledThanTheBrokerAllows() {
    CreditMeter credit = new CreditMeter(10, 15);
    credit.first();
    credit.delivered(10);

    assertThat(credit.more(10, 10)).isEqualTo(5);
    credit.delivered(5);
    assertThat(credit.more(15, 15)).isZero();
    assertThat(credit.more(15, 3)).isEqualTo(10);
  }

  @Test
  void noticesMoreThanItAllowed() {
    CreditMeter credit = new CreditMeter(2, 10);
    credit.first();

    assertThat(credit.delivered(2)).isTrue();
    assertThat(credit.delivered(1)).isFalse();
  }
}

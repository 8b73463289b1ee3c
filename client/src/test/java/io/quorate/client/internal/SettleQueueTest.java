package io.quorate.client.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.client.Settlement;
import io.quorate.client.internal.SettleQueue.TagRange;
import org.junit.jupiter.api.Test;

class SettleQueueTest {
  private static final Settlement ACKNOWLEDGED = Settlement.acknowledged();
  private static final Settlement REJECTED = Settlement.rejected("no");

  private final SettleQueue settles = new SettleQueue();

  @Test
  void makesOneRangeOfTagsSideBySideInWhateverOrder() {
    add(3, 3, ACKNOWLEDGED);
    add(1, 1, ACKNOWLEDGED);
    add(2, 2, ACKNOWLEDGED);
    add(5, 7, ACKNOWLEDGED);
    add(8, 8, ACKNOWLEDGED);

    assertThat(settles.takeAll())
        .containsExactly(new TagRange(1, 3, ACKNOWLEDGED), new TagRange(5, 8, ACKNOWLEDGED));
    assertThat(settles.isEmpty()).isTrue();
  }

  @Test
  void keepsDifferentOutcomesApart() {
    add(1, 1, ACKNOWLEDGED);
    add(2, 2, REJECTED);
    add(3, 3, ACKNOWLEDGED);

    assertThat(settles.takeAll()).hasSize(3);
  }

  private void add(long from, long to, Settlement settlement) {
    settles.add(new TagRange(from, to, settlement));
  }
}

package io.quorate.election.zookeeper;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class TokenBucketTest {
  private static final long START = Long.MAX_VALUE - 5;

  private final TokenBucket bucket = new TokenBucket(3, Duration.ofSeconds(30), START);

  @Test
  void givesABurstAndThenOnePerTenSeconds() {
    assertThat(bucket.tryTake(START)).isTrue();
    assertThat(bucket.tryTake(START)).isTrue();
    assertThat(bucket.tryTake(START)).isTrue();
    assertThat(bucket.tryTake(START)).isFalse();

    assertThat(bucket.tryTake(START + SECONDS.toNanos(9))).isFalse();
    assertThat(bucket.tryTake(START + SECONDS.toNanos(10))).isTrue();
    assertThat(bucket.tryTake(START + SECONDS.toNanos(11))).isFalse();
  }

  @Test
  void savesNoMoreThanABurst() {
    long muchLater = START + SECONDS.toNanos(3600);

    for (int i = 0; i < 3; i++) {
      assertThat(bucket.tryTake(muchLater)).isTrue();
    }
    assertThat(bucket.tryTake(muchLater)).isFalse();
  }
}

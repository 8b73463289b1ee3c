package io.quorate.broker.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quorate.replication.model.IndexRanges;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Living entries against a map of counts. */
class EntryLivenessTest {
  private static final int FEW = 64;

  private final TreeMap<Long, Integer> model = new TreeMap<>();
  private EntryLiveness liveness = new EntryLiveness(FEW);
  private long newest;

  private void add(long index, int count) {
    liveness.add(MessageRef.of(index, 3), count);
    model.merge(index, count, Integer::sum);
  }

  private void remove(long index, int count) {
    liveness.remove(MessageRef.of(index, 3), count);
    model.merge(index, -count, Integer::sum);
    model.values().remove(0);
  }

  private IndexRanges exact(long before) {
    IndexRanges.Builder ranges = new IndexRanges.Builder();
    model.headMap(before).keySet().forEach(ranges::add);
    return ranges.build();
  }

  private void takeAny(SplittableRandom random, long lowest) {
    Map.Entry<Long, Integer> any = model.ceilingEntry(random.nextLong(lowest, newest + 1));
    if (any != null) {
      remove(any.getKey(), 1 + random.nextInt(any.getValue()));
    }
  }

  /** Some stay for good: those before the lowest. */
  private long step(SplittableRandom random, long lowest) {
    newest += 1 + random.nextInt(3);
    if (random.nextInt(5) < 3) {
      add(newest, 1 + random.nextInt(20));
      if (random.nextInt(4) == 0) {
        add(newest, 1);
      }
    }
    takeAny(random, lowest);
    return random.nextInt(10) == 0 ? lowest + 1 : lowest;
  }

  @Test
  void isExactWhileFewEntriesLive() {
    liveness = new EntryLiveness();
    SplittableRandom random = new SplittableRandom(1);
    long lowest = 1;
    for (int step = 0; step < 5_000; step++) {
      lowest = step(random, lowest);
      long before = random.nextLong(newest + 2);
      if (step % 10 == 0) {
        assertThat(liveness.liveBefore(before)).isEqualTo(exact(before));
        assertThat(liveness.liveBefore(Long.MAX_VALUE)).isEqualTo(exact(Long.MAX_VALUE));
      }
      assertThat(liveness.size()).isEqualTo(model.size());
      assertThat(liveness.oldest()).isEqualTo(model.isEmpty() ? Long.MAX_VALUE : model.firstKey());
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  void deadEntriesStayDeadAndLivingOnesAreNotMissed(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    long lowest = 1;
    IndexRanges before = IndexRanges.NONE;
    for (int step = 0; step < 8_000; step++) {
      long applied = newest;
      lowest = step(random, lowest);
      if (random.nextInt(10) == 0) {
        // A message that goes and comes in one entry's turn keeps its entry alive.
        Map.Entry<Long, Integer> any = model.floorEntry(random.nextLong(newest + 1));
        if (any != null) {
          remove(any.getKey(), any.getValue());
          add(any.getKey(), 1);
        }
      }

      IndexRanges live = liveness.liveBefore(newest + 1);

      assertThat(exact(newest + 1).minus(live)).isEqualTo(IndexRanges.NONE);
      assertThat(live.below(applied + 1).minus(before)).isEqualTo(IndexRanges.NONE);
      before = live;
    }
    assertThat(model.size()).isGreaterThan(10 * FEW);
    assertThat(liveness.size()).isLessThan(model.size());
  }

  @Test
  void manyScatteredEntriesMakeFewRanges() {
    for (long index = 1; index < 1_000_000; index += 2) {
      liveness.add(MessageRef.of(index, 0), 1);
    }

    assertThat(liveness.liveBefore(1_000_000).ranges()).hasSizeLessThan(2 * FEW);
    assertThat(liveness.size()).isLessThan(FEW * 40);
  }

  @Test
  void isExactAfterALoad() {
    for (long index = 10_000; index > 0; index -= 2) {
      liveness.load(MessageRef.of(index, 0), 2);
      model.put(index, 2);
    }

    assertThat(liveness.liveBefore(9_001)).isEqualTo(exact(9_001));
    liveness.clear();
    assertThat(liveness.liveBefore(9_001)).isEqualTo(IndexRanges.NONE);
  }

  @Test
  void refusesToRemoveWhatIsNotThere() {
    add(5, 2);

    assertThatThrownBy(() -> liveness.remove(MessageRef.of(5, 0), 3))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("3 messages of entry 5");
    assertThatThrownBy(() -> liveness.remove(MessageRef.of(6, 0), 1))
        .isInstanceOf(IllegalStateException.class);
  }
}

package io.quorate.replication.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.SortedSet;
import java.util.SplittableRandom;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Ranges against a plain set of indexes. */
class IndexRangesTest {
  private static final int ROUNDS = 3_000;
  private static final int INDEX_MAX = 40;

  private final SplittableRandom random = new SplittableRandom(12);

  private SortedSet<Long> anySet() {
    TreeSet<Long> set = new TreeSet<>();
    for (int runs = random.nextInt(6); runs > 0; runs--) {
      long from = random.nextLong(INDEX_MAX);
      for (long index = from; index <= from + random.nextLong(6); index++) {
        set.add(index);
      }
    }
    return set;
  }

  private static IndexRanges ranges(SortedSet<Long> set) {
    IndexRanges.Builder builder = new IndexRanges.Builder();
    set.forEach(builder::add);
    return builder.build();
  }

  /** Ascending, disjoint and never touching: otherwise two equal sets were not equal. */
  private static void assertSame(IndexRanges found, SortedSet<Long> expected) {
    assertThat(found).isEqualTo(ranges(expected));
    assertThat(found.count()).isEqualTo(expected.size());
    assertThat(found.isEmpty()).isEqualTo(expected.isEmpty());
    for (long index = 0; index <= INDEX_MAX + 8; index++) {
      assertThat(found.contains(index))
          .as("%s contains %d", found, index)
          .isEqualTo(expected.contains(index));
    }
    if (!expected.isEmpty()) {
      assertThat(found.first()).isEqualTo(expected.first());
    }
  }

  @Test
  void minusAndPlusAreThoseOfSets() {
    for (int round = 0; round < ROUNDS; round++) {
      SortedSet<Long> one = anySet();
      SortedSet<Long> other = anySet();

      TreeSet<Long> left = new TreeSet<>(one);
      left.removeAll(other);
      assertSame(ranges(one).minus(ranges(other)), left);
      TreeSet<Long> all = new TreeSet<>(one);
      all.addAll(other);
      assertSame(ranges(one).plus(ranges(other)), all);
    }
  }

  @Test
  void meetsWhereTheSetsShareAnIndex() {
    int met = 0;
    for (int round = 0; round < ROUNDS; round++) {
      SortedSet<Long> one = anySet();
      SortedSet<Long> other = anySet();

      TreeSet<Long> shared = new TreeSet<>(one);
      shared.retainAll(other);
      assertThat(ranges(one).meets(ranges(other)))
          .as("%s meets %s", one, other)
          .isEqualTo(!shared.isEmpty());
      met += shared.isEmpty() ? 0 : 1;
    }
    assertThat(met).isBetween(ROUNDS / 10, ROUNDS - ROUNDS / 10);
  }

  @Test
  void belowKeepsWhatIsSmaller() {
    for (int round = 0; round < ROUNDS; round++) {
      SortedSet<Long> set = anySet();
      long index = random.nextLong(INDEX_MAX + 8);

      assertSame(ranges(set).below(index), set.headSet(index));
    }
  }

  @Test
  void builderJoinsRangesThatTouchOrOverlap() {
    IndexRanges built =
        new IndexRanges.Builder().add(1, 4).add(3).add(5, 6).add(8).add(9, 9).build();

    assertThat(built.ranges())
        .containsExactly(new IndexRanges.Range(1, 6), new IndexRanges.Range(8, 9));
    assertThatThrownBy(() -> new IndexRanges.Builder().add(5).add(4))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void ofNothingIsNone() {
    assertThat(IndexRanges.of(3, 2)).isEqualTo(IndexRanges.NONE);
    assertThatThrownBy(() -> new IndexRanges.Range(3, 2))
        .isInstanceOf(IllegalArgumentException.class);
  }
}

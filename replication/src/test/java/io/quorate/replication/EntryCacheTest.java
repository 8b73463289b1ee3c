package io.quorate.replication;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quorate.replication.model.Entry;
import io.quorate.replication.model.LogEnd;
import io.quorate.replication.port.LogFixture;
import java.util.List;
import java.util.SortedMap;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class EntryCacheTest {
  private static final List<Entry> ENTRIES = LogFixture.messages(LogEnd.START, 1, 4_000);

  private final EntryCache cache = new EntryCache();

  private static Entry entry(long index) {
    return ENTRIES.get((int) index - 1);
  }

  private void append(long fromInclusive, long toInclusive) {
    for (long index = fromInclusive; index <= toInclusive; index++) {
      cache.append(entry(index));
    }
  }

  @Test
  void holdsWhatMapWouldHold() {
    SplittableRandom random = new SplittableRandom(15);
    TreeMap<Long, Entry> expected = new TreeMap<>();
    long last = 0;
    for (int step = 0; step < 2_000; step++) {
      switch (random.nextInt(20)) {
        case 0 -> {
          last -= random.nextLong(Math.min(last, 50) + 1);
          cache.truncateAfter(last);
          expected.tailMap(last, false).clear();
        }
        case 1 -> {
          long bytesMax = random.nextLong(60_000);
          long spareFrom = random.nextLong(ENTRIES.size());
          cache.shrink(bytesMax, spareFrom);
          while (bytes(expected) > bytesMax && expected.firstKey() < spareFrom) {
            expected.pollFirstEntry();
          }
        }
        default -> {
          long count = Math.min(random.nextLong(40), ENTRIES.size() - last);
          append(last + 1, last + count);
          for (long index = last + 1; index <= last + count; index++) {
            expected.put(index, entry(index));
          }
          last += count;
        }
      }
      assertHolds(expected);
    }
  }

  private static long bytes(SortedMap<Long, Entry> entries) {
    return entries.values().stream().mapToLong(Entry::size).sum();
  }

  private void assertHolds(SortedMap<Long, Entry> expected) {
    for (long index = 0; index <= ENTRIES.size() + 1; index++) {
      if (cache.get(index) != expected.get(index)) {
        assertThat(cache.get(index)).as("at %d", index).isSameAs(expected.get(index));
      }
    }
  }

  @Test
  void sparesWhatCannotBeReadElsewhere() {
    append(1, 10);

    cache.shrink(0, 8);

    assertThat(cache.get(7)).isNull();
    assertThat(cache.get(8)).isSameAs(entry(8));
  }

  @Test
  void keepsWhatFits() {
    append(1, 10);

    cache.shrink(3L * entry(1).size(), 11);

    assertThat(cache.get(7)).isNull();
    assertThat(cache.get(8)).isSameAs(entry(8));
    assertThat(cache.get(10)).isSameAs(entry(10));
  }

  @Test
  void gapIsOurBug() {
    append(1, 3);

    assertThatThrownBy(() -> cache.append(entry(5)))
        .isInstanceOf(BrokenInvariantException.class)
        .hasMessageContaining("ends at 3");
  }

  @Test
  void beginsAnywhereAfterItWasCleared() {
    append(1, 3);

    cache.clear();
    append(100, 101);

    assertThat(cache.get(3)).isNull();
    assertThat(cache.get(100)).isSameAs(entry(100));
  }
}

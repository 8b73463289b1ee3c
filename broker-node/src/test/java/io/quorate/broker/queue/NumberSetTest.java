package io.quorate.broker.queue;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A set of runs against a plain set. */
class NumberSetTest {
  private static final RowPrefix PREFIX = new RowPrefix((byte) 's', 3, (byte) 0);

  private final SavedRows saved = new SavedRows();
  private final TreeSet<Long> model = new TreeSet<>();
  private Pages pages = new Pages(saved, 0);
  private NumberSet set = new NumberSet(PREFIX, pages);

  private void add(long from, long count) {
    long news = 0;
    for (long number = from; number < from + count; number++) {
      news += model.add(number) ? 1 : 0;
    }
    assertThat(set.add(from, count)).isEqualTo(news);
  }

  private void remove(long from, long count) {
    int before = model.size();
    model.subSet(from, from + count).clear();
    assertThat(set.remove(from, count)).isEqualTo(before - model.size());
  }

  private void assertFound(long number) {
    Long there = model.ceiling(number);
    long absent = number;
    while (model.contains(absent)) {
      absent++;
    }
    assertThat(set.contains(number)).isEqualTo(model.contains(number));
    assertThat(set.next(number)).isEqualTo(there == null ? Long.MAX_VALUE : there);
    assertThat(set.nextAbsent(number)).isEqualTo(absent);
    assertThat(set.size()).isEqualTo(model.size());
  }

  /** Whatever way the members came in. */
  private long digestOfModel() {
    NumberSet fresh = new NumberSet(PREFIX, Pages.unlimited());
    model.descendingSet().forEach(number -> fresh.add(number, 1));
    return fresh.digest();
  }

  private void restart() {
    saved.checkpoint(pages);
    pages = new Pages(saved, 0);
    set = new NumberSet(PREFIX, pages);
    saved.forEach(set::load);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  void holdsTheNumbersOfTheModel(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    long numberMax = seed % 2 == 0 ? 2_000 : 60_000;
    for (int step = 0; step < 20_000; step++) {
      boolean growing = (step / 8_000) % 2 == 0;
      long number = random.nextLong(numberMax);
      int choice = random.nextInt(100);
      if (choice < (growing ? 80 : 30)) {
        add(number, 1 + random.nextInt(3));
      } else if (choice < 95) {
        remove(number, 1 + random.nextInt(20));
      } else if (choice < 98) {
        assertFound(number);
      } else if (choice < 99) {
        saved.checkpoint(pages);
      } else if (random.nextInt(20) == 0) {
        assertThat(set.digest()).isEqualTo(digestOfModel());
        restart();
        assertThat(set.digest()).isEqualTo(digestOfModel());
      }
    }
    assertThat(set.digest()).isEqualTo(digestOfModel());
    remove(0, numberMax + 20);
    assertThat(set.digest()).isZero();
  }

  @Test
  void runsThatTouchBecomeOne() {
    assertThat(set.add(10, 5)).isEqualTo(5);
    assertThat(set.add(20, 5)).isEqualTo(5);
    assertThat(set.add(15, 5)).isEqualTo(5);
    assertThat(set.add(10, 15)).isZero();

    assertThat(set.nextAbsent(10)).isEqualTo(25);
    assertThat(set.next(0)).isEqualTo(10);
    assertThat(set.remove(0, Long.MAX_VALUE)).isEqualTo(15);
    assertThat(set.next(0)).isEqualTo(Long.MAX_VALUE);
  }

  @Test
  void deletedSetLeavesNoRow() {
    for (int number = 0; number < 10_000; number += 2) {
      set.add(number, 1);
    }
    saved.checkpoint(pages);
    assertThat(saved.size()).isEqualTo(5);

    set.delete();

    assertThat(set.size()).isZero();
    assertThat(set.digest()).isZero();
    saved.checkpoint(pages);
    assertThat(saved.size()).isZero();
  }
}

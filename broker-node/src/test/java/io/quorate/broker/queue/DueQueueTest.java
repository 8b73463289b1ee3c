package io.quorate.broker.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quorate.broker.queue.DueQueue.Due;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Due times against a sorted set. */
class DueQueueTest {
  private static final RowPrefix PREFIX = new RowPrefix((byte) 'd', 0, (byte) 0);
  private static final Comparator<Due> ORDER =
      Comparator.comparingLong(Due::dueMillis).thenComparingLong(Due::sequence);

  private final SavedRows saved = new SavedRows();
  private final TreeSet<Due> model = new TreeSet<>(ORDER);
  private Pages pages = new Pages(saved, 0);
  private DueQueue queue = new DueQueue(PREFIX, pages);
  private SplittableRandom random = new SplittableRandom(9);
  private long sequence;

  private static Due key(long dueMillis, long sequence) {
    return new Due(dueMillis, sequence, 0, 0, 0, 0, 0);
  }

  private void addAny(long dueMax) {
    Due due =
        new Due(
            random.nextLong(dueMax),
            sequence++,
            1 + random.nextInt(4),
            MessageRef.of(sequence / 3, random.nextInt(9)),
            random.nextInt(Position.BANDS),
            random.nextLong(5000),
            random.nextBoolean() ? 0 : random.nextLong(1L << 41));
    model.add(due);
    queue.add(due);
  }

  private @Nullable Due anyOne() {
    return model.isEmpty()
        ? null
        : model.ceiling(key(random.nextLong(model.last().dueMillis() + 1), 0));
  }

  private long digestOfModel() {
    DueQueue fresh = new DueQueue(PREFIX, Pages.unlimited());
    model.descendingSet().forEach(fresh::add);
    return fresh.digest();
  }

  private void restart() {
    saved.checkpoint(pages);
    pages = new Pages(saved, 0);
    queue = new DueQueue(PREFIX, pages);
    List<Due> loaded = new ArrayList<>();
    saved.forEach((key, value) -> queue.load(key, value, loaded::add));
    assertThat(loaded).containsExactlyInAnyOrderElementsOf(model);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void holdsTheElementsOfTheModel(long seed) {
    random = new SplittableRandom(seed);
    long dueMax = seed == 1 ? 50 : 1L << 40;
    for (int step = 0; step < 20_000; step++) {
      boolean growing = (step / 8_000) % 2 == 0;
      int choice = random.nextInt(200);
      Due one = anyOne();
      if (choice < (growing ? 150 : 60)) {
        addAny(dueMax);
      } else if (choice < 180 && one != null) {
        model.remove(one);
        assertThat(queue.remove(one.dueMillis(), one.sequence())).isEqualTo(one);
        assertThat(queue.remove(one.dueMillis(), one.sequence())).isNull();
      } else if (choice < 190 && one != null) {
        assertThat(queue.after(one.dueMillis(), one.sequence())).isEqualTo(model.higher(one));
        assertThat(queue.first()).isEqualTo(model.first());
        assertThat(queue.nextDueMillis()).isEqualTo(model.first().dueMillis());
      } else if (choice < 198) {
        saved.checkpoint(pages);
      } else if (random.nextInt(10) == 0) {
        restart();
        assertThat(queue.digest()).isEqualTo(digestOfModel());
      }
      assertThat(queue.size()).isEqualTo(model.size());
    }
    assertThat(queue.digest()).isEqualTo(digestOfModel());
    for (Due next = queue.first(); next != null; next = queue.first()) {
      assertThat(queue.remove(next.dueMillis(), next.sequence())).isEqualTo(model.pollFirst());
    }
    assertThat(model).isEmpty();
    assertThat(queue.digest()).isZero();
    assertThat(queue.nextDueMillis()).isEqualTo(Long.MAX_VALUE);
  }

  @Test
  void removesAllOfOneSource() {
    for (int count = 0; count < 5_000; count++) {
      addAny(1000);
    }
    List<Due> removed = new ArrayList<>();

    queue.removeAll(3, removed::add);

    assertThat(removed).isNotEmpty().allMatch(due -> due.sourceId() == 3);
    model.removeIf(due -> due.sourceId() == 3);
    assertThat(queue.size()).isEqualTo(model.size());
    assertThat(queue.digest()).isEqualTo(digestOfModel());
  }

  @Test
  void refusesTheSameTwice() {
    Due due = new Due(5, 6, 1, 2, 3, 4, 0);
    queue.add(due);

    assertThatThrownBy(() -> queue.add(due))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("dueMillis=5, sequence=6");
  }
}

package io.quorate.broker.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Columns of numbers against a list of arrays. */
class TuplesTest {
  private static final int WIDTH = 4;

  private final SplittableRandom random = new SplittableRandom(3);
  private final List<long[]> model = new ArrayList<>();
  private Tuples tuples = new Tuples(WIDTH);

  /** Of every size from a constant to all 64 bits. */
  private long anyNumber() {
    long number = random.nextLong() >>> random.nextInt(64);
    return random.nextInt(4) == 0 ? -number : random.nextInt(3) == 0 ? 7 : number;
  }

  private long[] anyTuple() {
    return new long[] {anyNumber(), 5, random.nextInt(300), anyNumber()};
  }

  private void assertSame() {
    assertThat(tuples.size()).isEqualTo(model.size());
    for (int slot = 0; slot < model.size(); slot++) {
      long[] found = new long[WIDTH];
      for (int column = 0; column < WIDTH; column++) {
        found[column] = tuples.get(slot, column);
      }
      assertThat(found).as("slot %d", slot).isEqualTo(model.get(slot));
    }
  }

  private void insert(int slot, long[] tuple) {
    model.add(slot, tuple);
    tuples.insert(slot, tuple);
  }

  private void remove(int slot) {
    model.remove(slot);
    tuples.remove(slot);
  }

  @Test
  void holdsWhatWasInsertedSetAndRemoved() {
    for (int step = 0; step < 30_000; step++) {
      boolean growing = (step / 3_000) % 2 == 0;
      int choice = random.nextInt(10);
      if (model.isEmpty() || (choice < (growing ? 6 : 3) && model.size() < Tuples.MAX)) {
        insert(random.nextInt(model.size() + 1), anyTuple());
      } else if (choice < 8) {
        remove(random.nextBoolean() ? 0 : random.nextInt(model.size()));
      } else {
        int slot = random.nextInt(model.size());
        int column = random.nextInt(WIDTH);
        model.get(slot)[column] = anyNumber();
        tuples.set(slot, column, model.get(slot)[column]);
      }
      if (step % 97 == 0) {
        assertSame();
      }
    }
    assertSame();
  }

  @Test
  void encodesToTheSame() {
    for (int size : new int[] {1, 2, 100, Tuples.MAX}) {
      while (model.size() < size) {
        insert(model.size(), anyTuple());
      }
      if (size > 2) {
        remove(0);
      }

      tuples = Tuples.decode(tuples.encode(), WIDTH);

      assertSame();
    }
  }

  @Test
  void takesInAndGivesAwayAtTheMaximum() {
    while (model.size() < Tuples.MAX) {
      insert(model.size(), anyTuple());
    }
    for (int step = 0; step < 3 * Tuples.MAX; step++) {
      remove(0);
      insert(model.size(), anyTuple());
    }
    assertSame();
  }

  @Test
  void splitsAndAppends() {
    for (int count = 0; count < 700; count++) {
      insert(count, anyTuple());
    }

    Tuples upper = tuples.split(300);

    assertThat(tuples.size()).isEqualTo(300);
    assertThat(upper.size()).isEqualTo(400);
    tuples.append(upper);
    assertSame();
  }

  @Test
  void findsTheFloorOfAKey() {
    for (long key = 10; key < 1000; key += 10) {
      insert(model.size(), new long[] {key, key % 30, 0, 0});
    }

    assertThat(tuples.floor(9)).isEqualTo(-1);
    assertThat(tuples.floor(10)).isZero();
    assertThat(tuples.floor(19)).isZero();
    assertThat(tuples.floor(Long.MAX_VALUE)).isEqualTo(98);
    assertThat(tuples.floor(20, 19)).isZero();
    assertThat(tuples.floor(20, 20)).isEqualTo(1);
    assertThat(tuples.floor(20, 21)).isEqualTo(1);
  }

  @Test
  void alikeNumbersCostNothingAndNeighboursLittle() {
    for (long count = 0; count < Tuples.MAX; count++) {
      tuples.insert((int) count, 1L << 40 | count, 1, -1, (1L << 50) + (count << 16));
    }

    assertThat(tuples.heapBytes()).isLessThan(Tuples.MAX * (2 + 4) + 32);
  }

  @Test
  void fewTuplesGiveTheRoomOfManyBack() {
    for (int count = 0; count < Tuples.MAX; count++) {
      insert(count, anyTuple());
    }
    int full = tuples.heapBytes();

    while (model.size() > 10) {
      remove(random.nextInt(model.size()));
    }

    assertThat(tuples.heapBytes()).isLessThan(full / 15);
    assertSame();
  }

  @Test
  void aQueueThatStaysShortStaysSmall() {
    for (int step = 0; step < 5_000; step++) {
      insert(model.size(), new long[] {step, 1, 2, step * 65_536L});
      if (step >= 10) {
        remove(0);
      }
    }

    assertThat(tuples.heapBytes()).isLessThan(500);
    assertSame();
  }

  @Test
  void refusesDamagedRows() {
    insert(0, anyTuple());
    byte[] row = tuples.encode();

    assertThatThrownBy(() -> Tuples.decode(Arrays.copyOf(row, row.length - 1), WIDTH))
        .isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> Tuples.decode(Arrays.copyOf(row, row.length + 1), WIDTH))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("1 bytes found behind");
    assertThatThrownBy(() -> Tuples.decode(new byte[2], WIDTH))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("found 0");
    row[2] = 9;
    assertThatThrownBy(() -> Tuples.decode(row, WIDTH))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("found 9");
  }
}

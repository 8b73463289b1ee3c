package io.quorate.broker.queue;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.broker.queue.Attempts.Attempt;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Attempt records against a map. */
class AttemptsTest {
  private static final RowPrefix PREFIX = new RowPrefix((byte) 'a', 77, (byte) 0);

  private final SavedRows saved = new SavedRows();
  private final TreeMap<Long, Attempt> model = new TreeMap<>();
  private Pages pages = new Pages(saved, 0);
  private Attempts attempts = new Attempts(PREFIX, pages);

  private long digestOfModel() {
    Attempts fresh = new Attempts(PREFIX, Pages.unlimited());
    model.descendingMap().forEach(fresh::put);
    return fresh.digest();
  }

  private void restart() {
    saved.checkpoint(pages);
    pages = new Pages(saved, 0);
    attempts = new Attempts(PREFIX, pages);
    TreeMap<Long, Attempt> loaded = new TreeMap<>();
    saved.forEach((key, value) -> attempts.load(key, value, loaded::put));
    assertThat(loaded).isEqualTo(model);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void holdsTheRecordsOfTheModel(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    for (int step = 0; step < 20_000; step++) {
      long position =
          Position.of(random.nextInt(Position.BANDS), random.nextLong(seed == 1 ? 50 : 5_000));
      int choice = random.nextInt(100);
      if (choice < 60) {
        Attempt attempt =
            new Attempt(random.nextInt(3), random.nextBoolean(), random.nextInt(3) * 1_000_000L);
        attempts.put(position, attempt);
        model.put(position, attempt);
        model.remove(position, Attempt.NONE);
      } else if (choice < 80) {
        int count = 1 + random.nextInt(30);
        attempts.remove(position, count);
        model.subMap(position, position + count).clear();
      } else if (choice < 97) {
        assertThat(attempts.get(position)).isEqualTo(model.getOrDefault(position, Attempt.NONE));
      } else if (choice < 99) {
        saved.checkpoint(pages);
      } else if (random.nextInt(10) == 0) {
        restart();
      }
      assertThat(attempts.size()).isEqualTo(model.size());
    }
    assertThat(attempts.digest()).isEqualTo(digestOfModel());
    TreeMap<Long, Attempt> visited = new TreeMap<>();
    attempts.forEach(visited::put);
    assertThat(visited).isEqualTo(model);

    attempts.delete();
    assertThat(attempts.digest()).isZero();
    saved.checkpoint(pages);
    assertThat(saved.size()).isZero();
  }
}

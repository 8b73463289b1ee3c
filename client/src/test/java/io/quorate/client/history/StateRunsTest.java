package io.quorate.client.history;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class StateRunsTest {
  private final StateRuns states = new StateRuns();

  @Test
  void agreesWithAMap() {
    SplittableRandom random = new SplittableRandom(1);
    TreeMap<Long, Integer> model = new TreeMap<>();
    for (int i = 0; i < 100_000; i++) {
      long sequence = random.nextLong(1, 5L * StateRuns.CHUNK);
      int state = random.nextInt(StateRuns.STATES);
      states.set(sequence, state);
      model.put(sequence, state);
    }

    model.forEach((sequence, state) -> assertThat(states.get(sequence)).isEqualTo(state));
    List<Long> found = new ArrayList<>();
    states.forEach(state -> state > 20, found::add);
    model.values().removeIf(state -> state <= 20);
    assertThat(found).isEqualTo(List.copyOf(model.keySet()));
    assertThat(states.count(state -> state > 20)).isEqualTo(found.size());
  }

  @Test
  void keepsNothingOfWhatIsAllTheSame() {
    long empty = states.bytesHeld();
    for (long sequence = 1; sequence <= 10L * StateRuns.CHUNK; sequence++) {
      states.set(sequence, 3);
    }

    assertThat(states.bytesHeld()).isEqualTo(empty);
    assertThat(states.count(state -> state == 3)).isEqualTo(10L * StateRuns.CHUNK);
    assertThat(states.get(1)).isEqualTo(3);
    assertThat(states.get(10L * StateRuns.CHUNK + 1)).isZero();
  }

  @Test
  void opensARunAgain() {
    for (long sequence = 1; sequence <= StateRuns.CHUNK; sequence++) {
      states.set(sequence, 3);
    }
    states.set(7, 4);

    List<Long> others = new ArrayList<>();
    states.forEach(state -> state == 4, others::add);
    assertThat(others).containsExactly(7L);
    assertThat(states.count(state -> state == 3)).isEqualTo(StateRuns.CHUNK - 1);
  }
}

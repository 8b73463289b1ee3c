package io.quorate.replication.port;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.replication.model.Entry;
import io.quorate.replication.model.IndexRanges;
import io.quorate.replication.model.Row;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** What every {@link StateMachine} must do; its entries are given by {@link #entries}. */
public abstract class StateMachineContract {
  private static final int ENTRY_COUNT = 400;

  protected abstract StateMachine create();

  /** A committed log that means something to this state machine, its head at index 1. */
  protected List<Entry> entries(SplittableRandom random, int count) {
    return LogFixture.anyEntries(random, count);
  }

  private final List<Entry> log = entries(new SplittableRandom(42), ENTRY_COUNT);

  @Test
  void sameEntriesGiveSameStateAndResults() {
    StateMachine one = create();
    StateMachine other = create();

    for (Entry entry : log) {
      assertThat(one.apply(entry)).isEqualTo(other.apply(entry));
      assertThat(one.digest()).isEqualTo(other.digest());
    }
  }

  @Test
  void snapshotGivesTheStateBack() {
    StateMachine machine = create();
    applyAll(machine, log.subList(0, 250));
    StateMachine restored = create();
    applyAll(restored, log.subList(0, 17));

    restored.load(snapshotOf(machine));

    assertThat(restored.digest()).isEqualTo(machine.digest());
    goOnAlike(machine, restored, log.subList(250, ENTRY_COUNT));
  }

  @Test
  void checkpointsAddUpToTheState() {
    SplittableRandom random = new SplittableRandom(7);
    StateMachine machine = create();
    TreeMap<byte[], byte[]> saved = new TreeMap<>(Arrays::compareUnsigned);
    for (Entry entry : log.subList(0, 300)) {
      machine.apply(entry);
      if (random.nextInt(9) == 0) {
        saveCheckpoint(machine, saved);
      }
    }
    saveCheckpoint(machine, saved);

    StateMachine restored = create();
    restored.load(rowsOf(saved));

    assertThat(restored.digest()).isEqualTo(machine.digest());
    goOnAlike(machine, restored, log.subList(300, ENTRY_COUNT));
  }

  @Test
  void checkpointAfterLoadHoldsOnlyWhatChangedSince() {
    StateMachine machine = create();
    applyAll(machine, log.subList(0, 100));
    StateMachine restored = create();

    restored.load(snapshotOf(machine));

    List<Row> changed = new ArrayList<>();
    restored.checkpoint(changed::add);
    assertThat(changed).isEmpty();
  }

  @Test
  void noRowsAreTheStateBeforeTheFirstEntry() {
    StateMachine machine = create();
    applyAll(machine, log.subList(0, 50));

    machine.load(List.of());

    StateMachine fresh = create();
    assertThat(machine.digest()).isEqualTo(fresh.digest());
    goOnAlike(fresh, machine, log);
  }

  @Test
  void liveEntriesWereAppliedAndLieBelowTheIndex() {
    StateMachine machine = create();
    for (Entry entry : log) {
      machine.apply(entry);
      long before = entry.index() / 2 + 1;

      IndexRanges live = machine.liveBefore(before);

      assertThat(live.minus(IndexRanges.of(1, before - 1)).isEmpty()).isTrue();
      assertThat(live).isEqualTo(machine.liveBefore(Long.MAX_VALUE).below(before));
    }
  }

  @Test
  void deadEntriesStayDead() {
    StateMachine machine = create();
    machine.apply(log.get(0));
    for (Entry entry : log.subList(1, ENTRY_COUNT)) {
      IndexRanges before = machine.liveBefore(entry.index());

      machine.apply(entry);

      assertThat(machine.liveBefore(entry.index()).minus(before).isEmpty()).isTrue();
    }
  }

  private static void goOnAlike(StateMachine one, StateMachine other, List<Entry> entries) {
    for (Entry entry : entries) {
      assertThat(one.apply(entry)).isEqualTo(other.apply(entry));
      assertThat(one.digest()).isEqualTo(other.digest());
      assertThat(one.liveBefore(entry.index())).isEqualTo(other.liveBefore(entry.index()));
    }
  }

  private static void applyAll(StateMachine machine, List<Entry> entries) {
    entries.forEach(machine::apply);
  }

  protected static List<Row> snapshotOf(StateMachine machine) {
    List<Row> rows = new ArrayList<>();
    machine.snapshot(rows::add);
    return rows;
  }

  private static void saveCheckpoint(StateMachine machine, Map<byte[], byte[]> saved) {
    machine.checkpoint(
        row -> {
          byte[] value = row.value();
          if (value == null) {
            saved.remove(row.key());
          } else {
            saved.put(row.key(), value);
          }
        });
  }

  private static List<Row> rowsOf(Map<byte[], byte[]> saved) {
    List<Row> rows = new ArrayList<>();
    saved.forEach((key, value) -> rows.add(new Row(key, value)));
    return rows;
  }
}

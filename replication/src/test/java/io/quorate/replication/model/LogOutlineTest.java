package io.quorate.replication.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** The outline against a list that names the epoch of every single index. */
class LogOutlineTest {
  private static final int ROUNDS = 20_000;

  /** The dumb one: {@code epochs.get(0)} is the base's epoch, the others follow it. */
  private record Listed(long baseIndex, List<Long> epochs) {
    long lastIndex() {
      return baseIndex + epochs.size() - 1;
    }

    boolean covers(long index) {
      return index >= baseIndex && index <= lastIndex();
    }

    long epochAt(long index) {
      return epochs.get((int) (index - baseIndex));
    }

    Listed appended(long epoch) {
      List<Long> grown = new ArrayList<>(epochs);
      grown.add(epoch);
      return new Listed(baseIndex, grown);
    }

    Listed truncatedAfter(long index) {
      return new Listed(baseIndex, epochs.subList(0, (int) (index - baseIndex) + 1));
    }

    Listed trimmedTo(long index) {
      return new Listed(index, epochs.subList((int) (index - baseIndex), epochs.size()));
    }

    long commonEnd(Listed other) {
      for (long index = lastIndex(); index >= baseIndex; index--) {
        if (other.covers(index) && other.epochAt(index) == epochAt(index)) {
          return index;
        }
      }
      return -1;
    }
  }

  private record Both(LogOutline outline, Listed listed) {
    static final Both EMPTY = new Both(LogOutline.EMPTY, new Listed(0, List.of(0L)));

    Both appended(long epoch) {
      return new Both(
          outline.appended(new LogPosition(epoch, outline.lastIndex() + 1)),
          listed.appended(epoch));
    }

    Both truncatedAfter(long index) {
      return new Both(outline.truncatedAfter(index), listed.truncatedAfter(index));
    }

    Both trimmedTo(long index) {
      return new Both(outline.trimmedTo(outline.positionAt(index)), listed.trimmedTo(index));
    }
  }

  private final SplittableRandom random = new SplittableRandom(11);

  private Both grown(Both log, int steps) {
    Both grown = log;
    for (int i = 0; i < steps; i++) {
      long base = grown.listed.baseIndex();
      long last = grown.listed.lastIndex();
      grown =
          switch (random.nextInt(12)) {
            case 0 -> grown.truncatedAfter(random.nextLong(base, last + 1));
            case 1 -> grown.trimmedTo(random.nextLong(base, last + 1));
            default -> grown.appended(grown.listed.epochAt(last) + random.nextInt(8) / 6);
          };
    }
    return grown;
  }

  @Test
  void namesTheEpochOfEveryIndexHeld() {
    for (int round = 0; round < ROUNDS; round++) {
      Both log = grown(Both.EMPTY, random.nextInt(30));

      LogOutline outline = log.outline;
      Listed listed = log.listed;
      assertThat(outline.base().index()).isEqualTo(listed.baseIndex());
      assertThat(outline.lastIndex()).isEqualTo(listed.lastIndex());
      assertThat(outline.firstIndex()).isEqualTo(listed.baseIndex() + 1);
      assertThat(outline.last())
          .isEqualTo(new LogPosition(listed.epochAt(listed.lastIndex()), listed.lastIndex()));
      for (long index = Math.max(0, listed.baseIndex() - 2);
          index <= listed.lastIndex() + 2;
          index++) {
        assertThat(outline.covers(index)).isEqualTo(listed.covers(index));
        if (listed.covers(index)) {
          long epoch = listed.epochAt(index);
          assertThat(outline.epochAt(index)).as("%s at %d", outline, index).isEqualTo(epoch);
          assertThat(outline.holds(new LogPosition(epoch, index))).isTrue();
          assertThat(outline.holds(new LogPosition(epoch + 1, index))).isFalse();
        }
      }
    }
  }

  @Test
  void startsAreOfDifferentEpochs() {
    for (int round = 0; round < ROUNDS; round++) {
      LogOutline outline = grown(Both.EMPTY, random.nextInt(30)).outline;

      long before = outline.base().epoch();
      for (LogOutline.EpochStart start : outline.starts()) {
        assertThat(start.epoch()).as("%s", outline).isGreaterThan(before);
        before = start.epoch();
      }
    }
  }

  @Test
  void commonEndIsTheLastIndexOfEqualEpoch() {
    int apart = 0;
    int parted = 0;
    for (int round = 0; round < ROUNDS; round++) {
      Both shared = grown(Both.EMPTY, random.nextInt(20));
      Both one = grown(shared, random.nextInt(12));
      Both other = grown(shared, random.nextInt(12));

      long expected = one.listed.commonEnd(other.listed);
      assertThat(one.outline.commonEnd(other.outline))
          .as("%s and %s", one.outline, other.outline)
          .isEqualTo(expected);
      assertThat(other.outline.commonEnd(one.outline)).isEqualTo(expected);
      apart += expected < 0 ? 1 : 0;
      parted += expected >= 0 && expected < one.listed.lastIndex() ? 1 : 0;
    }
    assertThat(apart).as("logs that share nothing").isGreaterThan(100);
    assertThat(parted).as("logs that part").isGreaterThan(100);
  }

  @Test
  void saysNothingAboutIndexesThatItDoesNotCover() {
    LogOutline outline =
        LogOutline.EMPTY
            .appended(new LogPosition(1, 1))
            .appended(new LogPosition(1, 2))
            .appended(new LogPosition(2, 3))
            .trimmedTo(new LogPosition(1, 2));

    assertThat(outline.epochAt(2)).isEqualTo(1);
    assertThatThrownBy(() -> outline.epochAt(1)).hasMessageContaining("index 1");
    assertThatThrownBy(() -> outline.epochAt(4)).hasMessageContaining("index 4");
  }
}

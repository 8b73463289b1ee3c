package io.quorate.broker.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A lane against a map of its messages. */
class LaneTest {
  private static final int BAND = 5;
  private static final RowPrefix PREFIX = new RowPrefix((byte) 'l', 12, (byte) BAND);

  private record Message(long ref, long expiresMillis) {}

  private SplittableRandom random = new SplittableRandom(1);
  private final SavedRows saved = new SavedRows();
  private final TreeMap<Long, Message> model = new TreeMap<>();
  private Pages pages = Pages.unlimited();
  private Lane lane = new Lane(PREFIX, pages);
  private long entry = 1;

  private void append(long number, long ref, int count, long bytes, long expiresMillis) {
    lane.append(number, ref, count, bytes, expiresMillis);
    for (int next = 0; next < count; next++) {
      model.put(number + next, new Message(ref + next, expiresMillis));
    }
  }

  /** Removes from both, and holds what is reported against the model. */
  private void remove(long from, long count) {
    long[] gone = new long[2];
    long bytes = lane.bytes();

    long removed =
        lane.remove(
            from,
            count,
            slice -> {
              gone[0] += slice.count();
              gone[1] += slice.bytes();
              assertThat(Position.band(slice.position())).isEqualTo(BAND);
              for (int next = 0; next < slice.count(); next++) {
                assertThat(model.remove(Position.number(slice.position()) + next))
                    .isEqualTo(new Message(slice.ref() + next, slice.expiresMillis()));
              }
            });

    assertThat(removed).isEqualTo(gone[0]);
    assertThat(lane.bytes()).isEqualTo(bytes - gone[1]);
    assertThat(model.subMap(from, from + count)).isEmpty();
  }

  private void assertSame() {
    assertThat(lane.messages()).isEqualTo(model.size());
    long number = 0;
    long bytes = 0;
    for (Slice slice = lane.next(0, 700); slice != null; slice = lane.next(number, 700)) {
      number = Position.number(slice.position());
      bytes += slice.bytes();
      for (int next = 0; next < slice.count(); next++, number++) {
        assertThat(model.get(number))
            .isEqualTo(new Message(slice.ref() + next, slice.expiresMillis()));
      }
    }
    assertThat(bytes).isEqualTo(lane.bytes());
    assertThat(number).isEqualTo(model.isEmpty() ? 0 : model.lastKey() + 1);
  }

  private void assertFound(long number) {
    Long there = model.ceilingKey(number);
    Slice next = lane.next(number, 1);
    assertThat(lane.holds(number)).isEqualTo(model.containsKey(number));
    assertSlice(lane.at(number), number, model.get(number));
    assertSlice(next, there == null ? 0 : there, there == null ? null : model.get(there));
  }

  private static void assertSlice(@Nullable Slice slice, long number, @Nullable Message expected) {
    assertThat(slice == null).isEqualTo(expected == null);
    if (slice != null && expected != null) {
      assertThat(slice.position()).isEqualTo(Position.of(BAND, number));
      assertThat(slice.count()).isEqualTo(1);
      assertThat(slice.ref()).isEqualTo(expected.ref);
      assertThat(slice.expiresMillis()).isEqualTo(expected.expiresMillis);
    }
  }

  private void restart(long bytesMax) {
    long digest = lane.digest();
    long bytes = lane.bytes();
    long end = lane.end();
    long messages = lane.messages();
    pages = new Pages(saved, bytesMax);
    lane = new Lane(PREFIX, pages);
    saved.forEach((key, value) -> lane.load(key, value, run -> {}));
    assertThat(lane.digest()).isEqualTo(digest);
    assertThat(lane.bytes()).isEqualTo(bytes);
    assertThat(lane.messages()).isEqualTo(messages);
    assertThat(lane.end()).isEqualTo(end);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6})
  void holdsTheMessagesOfTheModel(long seed) {
    random = new SplittableRandom(seed);
    restart(seed % 2 == 0 ? 0 : 20_000);
    for (int step = 0; step < 8_000; step++) {
      boolean growing = (step / 2_000) % 2 == 0;
      int choice = random.nextInt(100);
      if (choice < (growing ? 70 : 25)) {
        for (int entries = 1 + random.nextInt(12); entries > 0; entries--) {
          appendAny();
        }
      } else if (choice < 96) {
        removeAny(growing ? 20 : 100);
      } else if (choice < 98) {
        assertFound(random.nextLong(lane.end() + 2));
        sweep(random.nextInt(6000));
      } else if (choice < 99) {
        saved.checkpoint(pages);
      } else if (random.nextInt(8) == 0) {
        restartSomehow();
      }
    }
    assertSame();
    assertThat(saved.reads()).as("chunks read back").isPositive();
    remove(0, lane.end());
    assertThat(lane.bytes()).isZero();
    saved.checkpoint(pages);
    assertThat(saved.size()).as("only the end is left").isEqualTo(1);
  }

  private void appendAny() {
    int count = random.nextInt(60) == 0 ? 1 + random.nextInt(400) : 1 + random.nextInt(3);
    entry += random.nextInt(3);
    long end = lane.end();
    long skip = random.nextInt(50) == 0 ? 1 + random.nextLong(1L << random.nextInt(40)) : 0;
    long bytes = count * 100L + random.nextInt(50);
    long ref = MessageRef.of(entry++, random.nextInt(1000));
    append(end + skip, ref, count, bytes, anyExpiry());
  }

  /** The later ones expire later, most of them. */
  private long anyExpiry() {
    return random.nextInt(40) > 0 ? 0 : 1 + Math.min(entry, 5_000) + random.nextInt(500);
  }

  private void removeAny(int countMax) {
    Long there = model.ceilingKey(anyNumber());
    if (there != null) {
      remove(random.nextInt(4) == 0 ? there - 1 : there, 1 + random.nextInt(countMax));
    }
  }

  private long anyNumber() {
    return random.nextInt(3) == 0 ? 0 : random.nextLong(lane.end() + 1);
  }

  private void sweep(long nowMillis) {
    TreeMap<Long, Long> found = new TreeMap<>();
    long from = random.nextLong(lane.end() + 1);
    lane.expired(
        nowMillis,
        from,
        Integer.MAX_VALUE,
        slice -> {
          for (int next = 0; next < slice.count(); next++) {
            found.put(Position.number(slice.position()) + next, slice.expiresMillis());
          }
        });
    TreeMap<Long, Long> expected = new TreeMap<>();
    model
        .tailMap(from)
        .forEach(
            (number, message) -> {
              if (message.expiresMillis > 0 && message.expiresMillis <= nowMillis) {
                expected.put(number, message.expiresMillis);
              }
            });
    assertThat(found).isEqualTo(expected);
  }

  private void restartSomehow() {
    if (random.nextBoolean()) {
      saved.checkpoint(pages);
    } else {
      saved.replace(lane::snapshot);
    }
    restart(random.nextInt(3) == 0 ? Long.MAX_VALUE : 0);
    assertSame();
  }

  @Test
  void joinsMessagesSideBySideInAnEntry() {
    append(0, MessageRef.of(7, 0), 2, 200, 0);
    append(2, MessageRef.of(7, 2), 1, 130, 0);

    assertThat(lane.next(0, 10))
        .isEqualTo(new Slice(Position.of(BAND, 0), MessageRef.of(7, 0), 3, 330, 0));
  }

  @Test
  void beginsANewRunWhereSomethingDiffers() {
    append(0, MessageRef.of(7, 0), 1, 100, 0);
    append(1, MessageRef.of(7, 1), 1, 100, 99);
    append(2, MessageRef.of(7, 2), 1, 201, 99);
    append(3, MessageRef.of(7, 4), 1, 201, 99);
    append(4, MessageRef.of(8, 0), 1, 201, 99);
    append(6, MessageRef.of(8, 1), 1, 201, 99);

    for (long number : new long[] {0, 1, 2, 3, 4, 6}) {
      assertThat(lane.next(number, 10))
          .isNotNull()
          .extracting(Slice::count, Slice::position)
          .containsExactly(1, Position.of(BAND, number));
    }
    assertThat(lane.next(5, 10)).isEqualTo(lane.at(6));
  }

  @Test
  void anEntryMayBeFullToItsLastOrdinal() {
    append(0, MessageRef.of(7, 0), MessageRef.ORDINALS, 1 << 20, 0);
    append(MessageRef.ORDINALS, MessageRef.of(8, 0), 1, 16, 0);

    assertThat(lane.at(MessageRef.ORDINALS - 1))
        .isNotNull()
        .extracting(Slice::ref)
        .isEqualTo(MessageRef.of(7, 65_535));
    assertThat(lane.at(MessageRef.ORDINALS))
        .isNotNull()
        .extracting(Slice::ref)
        .isEqualTo(MessageRef.of(8, 0));
    assertThatThrownBy(() -> lane.append(MessageRef.of(9, 1), MessageRef.ORDINALS, 1, 0))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> lane.append(MessageRef.ORDINALS, MessageRef.of(9, 0), 1, 1, 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("65537");
  }

  @Test
  void sharesTheBytesOfARunWithoutDrift() {
    append(0, MessageRef.of(7, 0), 1000, 12_345, 0);

    List<Long> taken = new ArrayList<>();
    for (long number = 0; number < 1000; number += 2) {
      lane.remove(number, 1, slice -> taken.add(slice.bytes()));
    }
    lane.remove(0, 1000, slice -> taken.add(slice.bytes()));

    assertThat(taken).hasSize(1000).allMatch(bytes -> bytes >= 11 && bytes <= 14);
    assertThat(taken.stream().mapToLong(bytes -> bytes).sum()).isEqualTo(12_345);
    assertThat(lane.bytes()).isZero();
  }

  @Test
  void sweepsWhatHasExpiredInPortions() {
    for (int number = 0; number < 5_000; number++) {
      append(number, MessageRef.of(number + 1, 0), 3, 300, number % 10 == 3 ? 1000 + number : 0);
      number += 2;
    }
    List<Long> expected = new ArrayList<>();
    model.forEach(
        (number, message) -> {
          if (message.expiresMillis != 0 && message.expiresMillis <= 4000) {
            expected.add(number);
          }
        });
    List<Long> found = new ArrayList<>();

    assertThat(lane.nextExpiryMillis()).isBetween(1L, 1003L);
    long from = 0;
    while (from < lane.end()) {
      int before = found.size();
      from =
          lane.expired(
              4000,
              from,
              7,
              slice -> {
                for (int next = 0; next < slice.count(); next++) {
                  found.add(Position.number(slice.position()) + next);
                }
              });
      assertThat(found.size() - before).isLessThanOrEqualTo(7);
    }

    assertThat(found).isEqualTo(expected).isNotEmpty();
    lane.remove(0, 2500, slice -> {});
    lane.expired(1003, 0, 1, slice -> {});
    assertThat(lane.nextExpiryMillis()).isGreaterThan(1003);
  }

  @Test
  void nothingExpiresWithoutATimeToLive() {
    append(0, MessageRef.of(1, 0), 5, 10, 0);

    assertThat(lane.nextExpiryMillis()).isEqualTo(Long.MAX_VALUE);
    assertThat(lane.expired(Long.MAX_VALUE, 0, 5, slice -> {})).isEqualTo(lane.end());
  }

  @Test
  void digestSeesEachMessageItsPlaceAndItsEnd() {
    Lane other = new Lane(PREFIX, Pages.unlimited());
    assertThat(lane.digest()).isZero();

    lane.append(MessageRef.of(1, 0), 2, 200, 0);
    other.append(MessageRef.of(1, 0), 1, 100, 0);
    assertThat(lane.digest()).isNotEqualTo(other.digest());
    other.append(MessageRef.of(1, 1), 1, 100, 0);
    assertThat(lane.digest()).isEqualTo(other.digest());

    lane.append(MessageRef.of(2, 0), 1, 100, 0);
    lane.remove(2, 1, slice -> {});
    assertThat(lane.digest()).as("another end").isNotEqualTo(other.digest());
    assertThat(lane.messages()).isEqualTo(other.messages());
  }

  @Test
  void aFullChunkIsSplitWhereARunIsCut() {
    for (int run = 0; run < Tuples.MAX; run++) {
      append(3L * run, MessageRef.of(run + 1, 0), 3, 300, 90_000 - run);
    }
    saved.checkpoint(pages);
    assertThat(saved.size()).isEqualTo(2);

    remove(301, 1);

    assertSame();
    assertThat(lane.expired(90_000 - 1000, 0, 1, slice -> {})).isEqualTo(3001);
    saved.checkpoint(pages);
    assertThat(saved.size()).isEqualTo(3);
  }

  @Test
  void whatIsLeftOfManyChunksSharesOne() {
    for (int number = 0; number < 20_000; number++) {
      append(number, MessageRef.of(number + 1, 0), 1, 100, number % 50 == 0 ? 90_000 - number : 0);
    }
    saved.checkpoint(pages);
    assertThat(saved.size()).isEqualTo(21);

    for (int number = 0; number < 20_000; number += 50) {
      remove(number + 1, 49);
    }

    assertSame();
    assertThat(lane.nextExpiryMillis()).isEqualTo(90_000 - 19_950);
    saved.checkpoint(pages);
    assertThat(saved.size()).isEqualTo(2);
    restart(0);
    assertSame();
  }

  @Test
  void deletedLaneLeavesNoRow() {
    for (int count = 0; count < 3000; count++) {
      lane.append(MessageRef.of(count + 1, 0), 1, 10, 0);
    }
    saved.checkpoint(pages);
    assertThat(saved.size()).isEqualTo(4);

    lane.delete();

    assertThat(lane.digest()).isZero();
    assertThat(lane.first()).isNull();
    saved.checkpoint(pages);
    assertThat(saved.size()).isZero();
  }

  @Test
  void checkpointHandsOverWhatChangedOnly() {
    for (int count = 0; count < 10_000; count++) {
      lane.append(MessageRef.of(count + 1, 0), 1, 10, 0);
    }
    assertThat(saved.checkpoint(pages)).isEqualTo(11);
    assertThat(saved.checkpoint(pages)).isZero();

    lane.remove(5000, 1, slice -> {});
    assertThat(saved.checkpoint(pages)).isEqualTo(1);
    lane.append(MessageRef.of(90_000, 0), 1, 10, 0);
    assertThat(saved.checkpoint(pages)).as("the last chunk and the end").isEqualTo(2);

    restart(Long.MAX_VALUE);
    assertThat(saved.checkpoint(pages)).isZero();
  }
}

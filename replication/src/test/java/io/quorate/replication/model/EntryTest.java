package io.quorate.replication.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quorate.replication.port.LogFixture;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class EntryTest {
  private static final LogEnd BEFORE = new LogEnd(3, 41, 0x1234_5678_9ABCL, 9_000, 70_000);
  private static final byte[] PAYLOAD = {5, 4, 3, 2, 1, 0, -1};

  private static Entry entry() {
    return Entry.after(BEFORE, 4, EntryType.DRAIN, Entry.VERSION, 70_001, ByteBuffer.wrap(PAYLOAD));
  }

  @Test
  void everyFieldComesBack() {
    Entry read = Entry.decode(entry().bytes().clone());

    assertThat(read.version()).isEqualTo(Entry.VERSION);
    assertThat(read.type()).isEqualTo(EntryType.DRAIN);
    assertThat(read.position()).isEqualTo(new LogPosition(4, 42));
    assertThat(read.timeMillis()).isEqualTo(70_001);
    assertThat(read.offset()).isEqualTo(9_000);
    assertThat(read.payload()).isEqualTo(ByteBuffer.wrap(PAYLOAD));
    assertThat(read.size()).isEqualTo(Entry.HEADER_BYTES + PAYLOAD.length);
    assertThat(read.chain()).isEqualTo(entry().chain());
    assertThat(read.end()).isEqualTo(new LogEnd(4, 42, read.chain(), 9_000 + read.size(), 70_001));
    assertThat(read.follows(BEFORE)).isTrue();
  }

  @Test
  void payloadIsTakenFromTheBuffersPositionAndCannotBeWritten() {
    ByteBuffer buffer = ByteBuffer.wrap(PAYLOAD).position(2).limit(5);

    Entry entry = Entry.after(BEFORE, 4, EntryType.MESSAGE, Entry.VERSION, 70_001, buffer);

    assertThat(entry.payload()).isEqualTo(ByteBuffer.wrap(new byte[] {3, 2, 1}));
    assertThat(buffer.position()).isEqualTo(2);
    assertThat(entry.payload().isReadOnly()).isTrue();
  }

  /** By its own checksum, or, for the chain, by what must follow what. */
  @Test
  void everyFlippedBitIsFound() {
    byte[] whole = entry().bytes();
    for (int bit = 0; bit < whole.length * 8; bit++) {
      byte[] damaged = whole.clone();
      damaged[bit / 8] ^= (byte) (1 << bit % 8);

      assertThat(isTaken(damaged)).as("bit %d", bit).isFalse();
    }
    assertThat(isTaken(whole)).isTrue();
  }

  private static boolean isTaken(byte[] bytes) {
    try {
      return Entry.decode(bytes).follows(BEFORE);
    } catch (CorruptEntryException e) {
      return false;
    }
  }

  @Test
  void everyOtherLengthIsFound() {
    byte[] whole = entry().bytes();
    for (int length = 0; length <= whole.length + 4; length++) {
      if (length != whole.length) {
        byte[] torn = Arrays.copyOf(whole, length);
        assertThatThrownBy(() -> Entry.decode(torn)).isInstanceOf(CorruptEntryException.class);
      }
    }
  }

  @Test
  void checksumIsNamedWithWhatWasFound() {
    byte[] damaged = entry().bytes().clone();
    damaged[Entry.HEADER_BYTES] ^= 1;

    assertThatThrownBy(() -> Entry.decode(damaged))
        .hasMessageContaining("4:42")
        .hasMessageContaining(String.format("%08x expected", entry().crc()));
  }

  @Test
  void followsOnlyTheLogItWasMadeFor() {
    Entry entry = entry();

    assertThat(entry.follows(new LogEnd(3, 40, BEFORE.chain(), 9_000, 0))).isFalse();
    assertThat(entry.follows(new LogEnd(3, 41, BEFORE.chain() + 1, 9_000, 0))).isFalse();
    assertThat(entry.follows(new LogEnd(3, 41, BEFORE.chain(), 9_001, 0))).isFalse();
    assertThat(entry.follows(new LogEnd(5, 41, BEFORE.chain(), 9_000, 0))).isFalse();
  }

  /** Two histories that differ once never look alike again (I3). */
  @Test
  void chainsOfDifferentHistoriesStayApart() {
    SplittableRandom random = new SplittableRandom(13);
    for (int round = 0; round < 200; round++) {
      Entry mine = LogFixture.message(BEFORE, 4, random.nextInt());
      Entry theirs = LogFixture.message(BEFORE, 4, random.nextInt());
      List<Entry> after = LogFixture.messages(mine.end(), 4, 5);
      LogEnd end = theirs.end();
      for (Entry next : after) {
        assertThat(next.follows(end)).isFalse();
        Entry same =
            Entry.after(
                end, next.epoch(), next.type(), next.version(), next.timeMillis(), next.payload());
        assertThat(same.chain()).isNotEqualTo(next.chain());
        end = same.end();
      }
    }
  }
}

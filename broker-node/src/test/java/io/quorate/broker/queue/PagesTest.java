package io.quorate.broker.queue;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

/** When chunks leave memory, and come back. */
class PagesTest {
  private static final int RUNS = 100 * Tuples.MAX;
  private static final RowPrefix PREFIX = new RowPrefix((byte) 'l', 1, (byte) 0);

  private final SavedRows saved = new SavedRows();
  private Pages pages = new Pages(saved, 50_000);
  private Lane lane = new Lane(PREFIX, pages);

  private void fill() {
    for (int count = 1; count <= RUNS; count++) {
      lane.append(MessageRef.of(count, 0), 1, 100, 0);
    }
  }

  private void readAll() {
    for (Slice next = lane.first(); next != null; ) {
      next = lane.next(Position.number(next.position()) + 1, 1);
    }
  }

  @Test
  void chunksLeaveMemoryOnceTheirRowsAreDurable() {
    fill();
    saved.checkpoint(pages);
    assertThat(pages.bytes()).isGreaterThan(500_000);

    saved.checkpoint(pages);

    assertThat(pages.bytes()).isLessThan(50_000);
    assertThat(saved.reads()).isZero();
  }

  @Test
  void readingThroughStaysWithinTheBudget() {
    fill();
    saved.checkpoint(pages);
    saved.checkpoint(pages);

    readAll();

    assertThat(saved.reads()).isBetween(85, 100);
    assertThat(pages.bytes()).isLessThan(300_000);
    assertThat(lane.messages()).isEqualTo(RUNS);
    saved.checkpoint(pages);
    assertThat(pages.bytes()).isLessThan(50_000);
  }

  @Test
  void endsOfALaneStay() {
    fill();
    saved.checkpoint(pages);
    saved.checkpoint(pages);

    lane.remove(0, Tuples.MAX, slice -> {});
    lane.append(MessageRef.of(RUNS + 1, 0), 1, 100, 0);
    lane.at(RUNS - Tuples.MAX);

    assertThat(saved.reads()).isZero();
  }

  @Test
  void changedChunksStayUntilTheirNewRowIsDurable() {
    fill();
    saved.checkpoint(pages);
    saved.checkpoint(pages);
    long middle = RUNS / 2;
    lane.remove(middle, 1, slice -> {});
    readAll();
    assertThat(lane.holds(middle)).isFalse();
    saved.checkpoint(pages);
    int reads = saved.reads();

    readAll();
    assertThat(lane.holds(middle)).isFalse();
    saved.checkpoint(pages);
    readAll();

    assertThat(lane.holds(middle)).isFalse();
    assertThat(saved.reads()).isGreaterThan(reads + 150);
  }

  @Test
  void loadKeepsNoMoreThanTheBudget() {
    fill();
    saved.checkpoint(pages);
    long digest = lane.digest();
    pages = new Pages(saved, 50_000);
    lane = new Lane(PREFIX, pages);

    saved.forEach((key, value) -> lane.load(key, value, run -> {}));

    assertThat(pages.bytes()).isLessThan(80_000);
    assertThat(lane.digest()).isEqualTo(digest);
    readAll();
    assertThat(lane.remove(0, Long.MAX_VALUE, slice -> {})).isEqualTo(RUNS);
  }

  @Test
  void snapshotHoldsWhatIsPagedOut() {
    fill();
    saved.checkpoint(pages);
    saved.checkpoint(pages);
    Lane copy = new Lane(PREFIX, Pages.unlimited());

    lane.snapshot(
        row -> {
          byte[] value = requireNonNull(row.value());
          copy.load(row.key(), value, run -> {});
        });

    assertThat(copy.digest()).isEqualTo(lane.digest());
    assertThat(copy.messages()).isEqualTo(RUNS);
  }

  @Test
  void shortLanesAreLeftAlone() {
    for (int id = 0; id < 200; id++) {
      Lane other = new Lane(new RowPrefix((byte) 'l', 100 + id, (byte) 0), pages);
      other.append(MessageRef.of(1, 0), 1, 100, 0);
    }
    saved.checkpoint(pages);
    saved.checkpoint(pages);

    assertThat(pages.bytes()).isZero();
    assertThat(saved.size()).isEqualTo(400);
  }

  @Test
  void missingRowIsSaid() {
    fill();
    saved.checkpoint(pages);
    saved.checkpoint(pages);
    saved.replace(rows -> {});

    assertThatThrownBy(this::readAll)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("kind=108, id=1, part=0");
  }
}

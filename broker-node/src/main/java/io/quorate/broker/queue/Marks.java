package io.quorate.broker.queue;

import io.quorate.replication.model.Row;
import java.util.Arrays;
import java.util.function.Consumer;

/**
 * What of a source may have been dispatched, as committed: all below a number in each band, and
 * single positions above. What an earlier epoch marked may be in the hands of a consumer that
 * nobody knows any more, so both are kept twice: as they are, and as the present epoch found them.
 */
final class Marks {
  private final NumberSet singles;
  private final NumberSet singlesBefore;
  private long[] below = {};
  private long[] belowBefore = {};

  /** Of the last change; what it left unchanged in {@code …Before} was marked in earlier ones. */
  private long epoch;

  Marks(long sourceId, Pages pages) {
    this(
        new NumberSet(new RowPrefix(RowKind.NUMBERS, sourceId, Parts.SINGLES), pages),
        new NumberSet(new RowPrefix(RowKind.NUMBERS, sourceId, Parts.SINGLES_BEFORE), pages));
  }

  private Marks(NumberSet singles, NumberSet singlesBefore) {
    this.singles = singles;
    this.singlesBefore = singlesBefore;
  }

  /** The parts of a source that are sets of numbers. */
  static final class Parts {
    static final byte SETTLED = 0;
    static final byte SINGLES = 1;
    static final byte SINGLES_BEFORE = 2;

    private Parts() {}
  }

  long below(int band) {
    return band < below.length ? below[band] : 0;
  }

  boolean isMarked(long position) {
    return Position.number(position) < below(Position.band(position))
        || singles.contains(position)
        || singlesBefore.contains(position);
  }

  /** Marked by an earlier master than that of this epoch. */
  boolean isMarkedBefore(long position, long presentEpoch) {
    if (presentEpoch > epoch) {
      return isMarked(position);
    }
    int band = Position.band(position);
    return (band < belowBefore.length && Position.number(position) < belowBefore[band])
        || singlesBefore.contains(position);
  }

  void raise(long presentEpoch, long[] belowPerBand) {
    enter(presentEpoch);
    int bands = Math.min(belowPerBand.length, Position.BANDS);
    if (bands > below.length) {
      below = Arrays.copyOf(below, bands);
    }
    for (int band = 0; band < bands; band++) {
      below[band] = Math.max(below[band], belowPerBand[band]);
    }
  }

  void add(long presentEpoch, long position) {
    enter(presentEpoch);
    singles.add(position, 1);
  }

  private void enter(long presentEpoch) {
    if (presentEpoch == epoch) {
      return;
    }
    epoch = presentEpoch;
    belowBefore = below.clone();
    for (long from = singles.next(0); from != Long.MAX_VALUE; from = singles.next(from)) {
      long to = singles.nextAbsent(from);
      singlesBefore.add(from, to - from);
      singles.remove(from, to - from);
    }
  }

  /** These positions are no more. */
  void forget(long fromPosition, long count) {
    singles.remove(fromPosition, count);
    singlesBefore.remove(fromPosition, count);
  }

  void snapshot(Consumer<Row> rows) {
    singles.snapshot(rows);
    singlesBefore.snapshot(rows);
  }

  void delete() {
    singles.delete();
    singlesBefore.delete();
  }

  long digest() {
    return singles.digest() + singlesBefore.digest();
  }

  /** Both numbers of each band, and the epoch; the single positions have rows of their own. */
  void put(FieldWriter out) {
    out.i64(epoch).u8(below.length);
    for (int band = 0; band < below.length; band++) {
      out.i64(below[band]).i64(band < belowBefore.length ? belowBefore[band] : 0);
    }
  }

  static Marks load(FieldReader in, NumberSet singles, NumberSet singlesBefore) {
    Marks loaded = new Marks(singles, singlesBefore);
    loaded.epoch = in.i64();
    int bands = Math.min(in.u8(), Position.BANDS);
    loaded.below = new long[bands];
    loaded.belowBefore = new long[bands];
    for (int band = 0; band < bands; band++) {
      loaded.below[band] = in.i64();
      loaded.belowBefore[band] = in.i64();
    }
    return loaded;
  }
}

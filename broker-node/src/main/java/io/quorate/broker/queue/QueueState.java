package io.quorate.broker.queue;

import io.quorate.replication.model.Entry;
import io.quorate.replication.model.Row;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A queue: a lane of messages for each priority in use, and what happened to them so far. */
final class QueueState extends Destination implements Source {
  private final @Nullable Lane[] lanes = new Lane[Position.BANDS];
  private final Handling handling;
  private @Nullable DeadLetters deadLetters;

  QueueState(Books books, long id, String name, DestinationOptions options) {
    super(books, id, Address.queue(name), options);
    this.handling = new Handling(this, id, books);
  }

  @Override
  public @Nullable SubscriptionKey subscription() {
    return null;
  }

  @Override
  public Handling handling() {
    return handling;
  }

  @Override
  public Destination home(long position) {
    return this;
  }

  // ── looking ──

  @Override
  public @Nullable Slice next(long position, int countMax) {
    for (long from = position; ; ) {
      Slice slice = nextWaiting(from, countMax);
      if (slice == null) {
        return null;
      }
      Slice due = handling.due(slice);
      if (due != null) {
        return due;
      }
      from = slice.position() + slice.count();
    }
  }

  @Override
  public @Nullable Slice nextWaiting(long position, int countMax) {
    Lane lane = lane(Position.band(position));
    return lane == null ? null : lane.next(Position.number(position), countMax);
  }

  @Override
  public boolean holds(long position) {
    Lane lane = lane(Position.band(position));
    return lane != null && lane.holds(Position.number(position));
  }

  @Override
  public @Nullable Slice at(long position) {
    Lane lane = lane(Position.band(position));
    return lane == null ? null : lane.at(Position.number(position));
  }

  @Override
  public long end(int band) {
    Lane lane = lane(band);
    return lane == null ? 0 : lane.end();
  }

  @Override
  public @Nullable DeadLetter deadLetter(long position) {
    return deadLetters == null ? null : deadLetters.at(position);
  }

  @Override
  public long messages() {
    long sum = 0;
    for (Lane lane : lanes) {
      sum += lane == null ? 0 : lane.messages();
    }
    return sum;
  }

  @Override
  public long bytes() {
    long sum = 0;
    for (Lane lane : lanes) {
      sum += lane == null ? 0 : lane.bytes();
    }
    return sum;
  }

  @Override
  public long oldestMillis() {
    return books.timeMarks.millisOf(oldestIndex());
  }

  @Override
  long oldestIndex() {
    long oldest = Long.MAX_VALUE;
    for (Lane lane : lanes) {
      Slice first = lane == null ? null : lane.first();
      oldest = first == null ? oldest : Math.min(oldest, MessageRef.index(first.ref()));
    }
    return oldest;
  }

  @Override
  long waiting() {
    return messages();
  }

  @Override
  long waitingBytes() {
    return bytes();
  }

  private @Nullable Lane lane(int band) {
    return band < Position.BANDS ? lanes[band] : null;
  }

  // ── changing ──

  @Override
  void append(int band, Slice messages, @Nullable Entry entry) {
    appendTo(band, messages);
    books.listener().arrived(this);
  }

  /** Returns the position of the first. */
  private long appendTo(int band, Slice messages) {
    Lane lane = lanes[band];
    if (lane == null) {
      lane = new Lane(new RowPrefix(RowKind.LANE, id, (byte) band), books.pages);
      lanes[band] = lane;
    }
    long number =
        lane.append(messages.ref(), messages.count(), messages.bytes(), messages.expiresMillis());
    books.liveness.add(messages.ref(), messages.count());
    books.facts.partsChanged(this);
    return Position.of(band, number);
  }

  /** Nothing expires in a dead-letter queue. */
  void appendDead(int band, Slice messages, DeadLetter why) {
    long position =
        appendTo(band, new Slice(0, messages.ref(), messages.count(), messages.bytes(), 0));
    if (deadLetters == null) {
      deadLetters = new DeadLetters(books);
    }
    deadLetters.add(id, position, messages.count(), why);
    books.listener().arrived(this);
  }

  @Override
  public long remove(long fromPosition, long count) {
    int band = Position.band(fromPosition);
    Lane lane = lane(band);
    if (lane == null) {
      return 0;
    }
    long removed =
        lane.remove(
            Position.number(fromPosition),
            count,
            slice -> books.liveness.remove(slice.ref(), slice.count()));
    handling.forget(fromPosition, count);
    if (deadLetters != null) {
      deadLetters.forget(fromPosition, count);
    }
    tellGone(books.listener(), fromPosition, count);
    return removed;
  }

  /** The first message of the lowest priority, which overflow gives up first; null: empty. */
  @Nullable Slice oldestOfLowest() {
    for (int band = Position.BANDS - 1; band >= 0; band--) {
      Slice first = nextWaiting(Position.of(band, 0), 1);
      if (first != null) {
        return first;
      }
    }
    return null;
  }

  long removeAll() {
    long removed = 0;
    for (int band = 0; band < Position.BANDS; band++) {
      Lane lane = lanes[band];
      Slice first = lane == null ? null : lane.first();
      if (lane != null && first != null) {
        removed += remove(first.position(), lane.end() - Position.number(first.position()));
      }
    }
    return removed;
  }

  @Override
  void delete() {
    removeAll();
    for (int band = 0; band < Position.BANDS; band++) {
      Lane lane = lanes[band];
      if (lane != null) {
        lane.delete();
        lanes[band] = null;
      }
    }
    handling.delete();
    if (deadLetters != null) {
      deadLetters.delete();
    }
    super.delete();
  }

  @Override
  public long expired(long nowMillis, long fromPosition, int countMax, Consumer<Slice> found) {
    int first = Position.band(fromPosition);
    int[] room = {countMax};
    Consumer<Slice> counted =
        slice -> {
          room[0] -= slice.count();
          found.accept(slice);
        };
    for (int band = first; band < Position.BANDS; band++) {
      Lane lane = lanes[band];
      if (lane != null && lane.nextExpiryMillis() <= nowMillis) {
        long from = band == first ? Position.number(fromPosition) : 0;
        long next = lane.expired(nowMillis, from, room[0], counted);
        if (next < lane.end()) {
          return Position.of(band, next);
        }
      }
    }
    return ALL_SEEN;
  }

  // ── rows ──

  @Override
  long partsDigest() {
    if (isDeleted()) {
      return 0;
    }
    long sum = handling.digest();
    for (Lane lane : lanes) {
      sum += lane == null ? 0 : lane.digest();
    }
    return sum;
  }

  @Override
  void putMore(FieldWriter out) {
    handling.putMarks(out);
  }

  @Override
  void loadMore(FieldReader in, Rows rows) {
    handling.load(in, rows);
    for (int band = 0; band < Position.BANDS; band++) {
      lanes[band] = rows.lane(id, band);
    }
  }

  void load(DeadLetterRun run) {
    if (deadLetters == null) {
      deadLetters = new DeadLetters(books);
    }
    deadLetters.add(run);
  }

  @Override
  void snapshotParts(Consumer<Row> rows) {
    for (Lane lane : lanes) {
      if (lane != null) {
        lane.snapshot(rows);
      }
    }
    handling.snapshot(rows);
    if (deadLetters != null) {
      deadLetters.forEach(run -> rows.accept(new Row(run.key(), run.value())));
    }
  }
}

package io.quorate.broker.queue;

import io.quorate.replication.model.Row;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The rows of a state that is being loaded, which come in any order: what belongs to something else
 * waits here for its owner.
 */
final class Rows {
  private static final int ID_AT = 1;

  private final Books books;
  final List<Row> destinations = new ArrayList<>();
  final List<Row> subscriptions = new ArrayList<>();
  final List<Producer> producers = new ArrayList<>();
  final List<DeadLetterRun> deadLetters = new ArrayList<>();
  final List<Row> ledger = new ArrayList<>();
  private final TreeMap<RowOwner, Lane> lanes = new TreeMap<>();
  private final TreeMap<RowOwner, NumberSet> numbers = new TreeMap<>();
  private final TreeMap<RowOwner, Attempts> attempts = new TreeMap<>();
  private final TreeMap<Long, Long> backOffUntil = new TreeMap<>();
  private final TreeMap<Long, long[]> delayedOf = new TreeMap<>();

  /** Whose structure it is, and which of its owner's. */
  private record RowOwner(long id, byte part) implements Comparable<RowOwner> {
    @Override
    public int compareTo(RowOwner other) {
      int byId = Long.compare(id, other.id);
      return byId != 0 ? byId : Byte.compare(part, other.part);
    }
  }

  Rows(Books books) {
    this.books = books;
  }

  void take(byte[] key, byte[] value) {
    switch (key[0]) {
      case RowKind.COUNTERS -> {
        books.counters.load(value);
        books.facts.rowChanged(books.counters);
      }
      case RowKind.TIME_MARKS -> books.timeMarks.load(value);
      case RowKind.QUEUE, RowKind.TOPIC -> destinations.add(new Row(key, value));
      case RowKind.SUBSCRIPTION -> subscriptions.add(new Row(key, value));
      case RowKind.PRODUCER -> producers.add(Producer.load(key, value));
      case RowKind.DEAD_LETTER -> deadLetters.add(DeadLetterRun.load(key, value));
      case RowKind.LANE -> takeLane(key, value);
      case RowKind.NUMBERS -> {
        RowPrefix prefix = RowPrefix.of(key);
        numbers
            .computeIfAbsent(owner(prefix), owner -> new NumberSet(prefix, books.pages))
            .load(key, value);
      }
      case RowKind.ATTEMPTS -> takeAttempts(key, value);
      case RowKind.DELAYED -> books.delayed.load(key, value, this::takeDelayed);
      case RowKind.BACK_OFF -> books.backOffs.load(key, value, due -> {});
      case RowKind.LEDGER -> {
        byte[] rest = new byte[key.length - 1];
        System.arraycopy(key, 1, rest, 0, rest.length);
        ledger.add(new Row(rest, value));
      }
      default ->
          throw new IllegalStateException("a row of unknown kind " + key[0] + " in the state");
    }
  }

  private void takeLane(byte[] key, byte[] value) {
    RowPrefix prefix = RowPrefix.of(key);
    lanes
        .computeIfAbsent(owner(prefix), owner -> new Lane(prefix, books.pages))
        .load(key, value, run -> books.liveness.load(run.ref(), run.count()));
  }

  private void takeAttempts(byte[] key, byte[] value) {
    RowPrefix prefix = RowPrefix.of(key);
    attempts
        .computeIfAbsent(owner(prefix), owner -> new Attempts(prefix, books.pages))
        .load(
            key,
            value,
            (position, attempt) ->
                backOffUntil.merge(prefix.id(), attempt.notBeforeMillis(), Math::max));
  }

  private void takeDelayed(DueQueue.Due due) {
    books.liveness.load(due.ref(), 1);
    long[] sums = delayedOf.computeIfAbsent(due.sourceId(), id -> new long[2]);
    sums[0]++;
    sums[1] += due.bytes();
  }

  private static RowOwner owner(RowPrefix prefix) {
    return new RowOwner(prefix.id(), prefix.part());
  }

  static byte[] value(Row row) {
    byte[] value = row.value();
    return value == null ? new byte[0] : value;
  }

  static long id(Row row) {
    return new FieldReader(row.key(), ID_AT, row.key().length).i64();
  }

  @Nullable Lane lane(long id, int band) {
    return lanes.get(new RowOwner(id, (byte) band));
  }

  NumberSet numbers(long id, byte part) {
    NumberSet found = numbers.get(new RowOwner(id, part));
    return found == null
        ? new NumberSet(new RowPrefix(RowKind.NUMBERS, id, part), books.pages)
        : found;
  }

  @Nullable Attempts attempts(long id) {
    return attempts.get(new RowOwner(id, (byte) 0));
  }

  long backOffUntil(long id) {
    return backOffUntil.getOrDefault(id, 0L);
  }

  void countDelayed(Destination destination) {
    long[] sums = delayedOf.get(destination.id());
    if (sums != null) {
      destination.delayedChanged(sums[0], sums[1]);
    }
  }

  static void prefixed(byte kind, Row row, Consumer<Row> rows) {
    byte[] key = new byte[row.key().length + 1];
    key[0] = kind;
    System.arraycopy(row.key(), 0, key, 1, row.key().length);
    rows.accept(new Row(key, row.value()));
  }
}

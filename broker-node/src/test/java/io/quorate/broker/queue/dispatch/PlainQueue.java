package io.quorate.broker.queue.dispatch;

import io.quorate.broker.queue.Address;
import io.quorate.broker.queue.DeadLetter;
import io.quorate.broker.queue.DestinationOptions;
import io.quorate.broker.queue.Position;
import io.quorate.broker.queue.Slice;
import io.quorate.broker.queue.SourceView;
import io.quorate.broker.queue.SubscriptionKey;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** A source as a map of its messages. */
final class PlainQueue implements SourceView {
  static final class Waiting {
    final long ref;
    final long expiresMillis;
    int attempts;
    boolean redelivered;
    long notBeforeMillis;

    Waiting(long ref, long expiresMillis) {
      this.ref = ref;
      this.expiresMillis = expiresMillis;
    }
  }

  final TreeMap<Long, Waiting> messages = new TreeMap<>();
  final TreeSet<Long> single = new TreeSet<>();
  final TreeSet<Long> markedBeforeEpoch = new TreeSet<>();
  final long[] end = new long[Position.BANDS];
  final long[] mark = new long[Position.BANDS];
  final long[] markBeforeEpoch = new long[Position.BANDS];
  boolean paused;
  long nowMillis;

  private final long id;
  private final Address address;
  private final @Nullable SubscriptionKey key;

  PlainQueue(long id, Address address, @Nullable SubscriptionKey key) {
    this.id = id;
    this.address = address;
    this.key = key;
    java.util.Arrays.fill(end, 1);
    java.util.Arrays.fill(mark, 1);
    java.util.Arrays.fill(markBeforeEpoch, 1);
  }

  void add(int priority, long ref, long expiresMillis) {
    int band = Position.BANDS - 1 - priority;
    messages.put(Position.of(band, end[band]++), new Waiting(ref, expiresMillis));
  }

  void newEpoch() {
    System.arraycopy(mark, 0, markBeforeEpoch, 0, mark.length);
    markedBeforeEpoch.addAll(single);
  }

  @Override
  public long id() {
    return id;
  }

  @Override
  public Address address() {
    return address;
  }

  @Override
  public @Nullable SubscriptionKey subscription() {
    return key;
  }

  @Override
  public DestinationOptions options() {
    return DestinationOptions.DEFAULT;
  }

  @Override
  public boolean isPaused() {
    return paused;
  }

  @Override
  public @Nullable Slice next(long position, int countMax) {
    return first(position, countMax, nowMillis);
  }

  @Override
  public @Nullable Slice nextWaiting(long position, int countMax) {
    return first(position, countMax, Long.MAX_VALUE);
  }

  private @Nullable Slice first(long position, int countMax, long dueMillis) {
    for (Map.Entry<Long, Waiting> entry : messages.tailMap(position).entrySet()) {
      if (Position.band(entry.getKey()) != Position.band(position)) {
        return null;
      }
      if (entry.getValue().notBeforeMillis <= dueMillis) {
        return slice(entry.getKey(), entry.getValue(), countMax, dueMillis);
      }
    }
    return null;
  }

  private Slice slice(long position, Waiting first, int countMax, long dueMillis) {
    int count = 1;
    while (count < countMax && continues(position, first, count, dueMillis)) {
      count++;
    }
    return new Slice(position, first.ref, count, count, first.expiresMillis);
  }

  private boolean continues(long position, Waiting first, int count, long dueMillis) {
    Waiting next = messages.get(position + count);
    return next != null
        && next.ref == first.ref + count
        && next.expiresMillis == first.expiresMillis
        && next.notBeforeMillis <= dueMillis;
  }

  @Override
  public boolean holds(long position) {
    return messages.containsKey(position);
  }

  @Override
  public @Nullable Slice at(long position) {
    Waiting found = messages.get(position);
    return found == null ? null : slice(position, found, 1, nowMillis);
  }

  @Override
  public int attempts(long position) {
    Waiting found = messages.get(position);
    return found == null ? 0 : found.attempts;
  }

  @Override
  public boolean isRedelivered(long position) {
    Waiting found = messages.get(position);
    return (found != null && found.redelivered)
        || Position.number(position) < markBeforeEpoch[Position.band(position)]
        || markedBeforeEpoch.contains(position);
  }

  @Override
  public long notBeforeMillis(long position) {
    Waiting found = messages.get(position);
    return found == null ? 0 : found.notBeforeMillis;
  }

  @Override
  public long mark(int band) {
    return mark[band];
  }

  @Override
  public boolean isMarked(long position) {
    return Position.number(position) < mark[Position.band(position)] || single.contains(position);
  }

  @Override
  public long end(int band) {
    return end[band];
  }

  @Override
  public @Nullable DeadLetter deadLetter(long position) {
    return null;
  }

  @Override
  public long messages() {
    return messages.size();
  }

  @Override
  public long bytes() {
    return messages.size();
  }

  @Override
  public long delayed() {
    return 0;
  }

  @Override
  public long oldestMillis() {
    return 0;
  }
}

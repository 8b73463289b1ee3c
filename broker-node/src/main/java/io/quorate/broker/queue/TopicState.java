package io.quorate.broker.queue;

import io.quorate.replication.model.Entry;
import io.quorate.replication.model.Row;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A topic. Its lane holds only what some subscription of the state still needs, once for all of
 * them; the numbers are shared by all topics, so that a subscription to several of them has one
 * order.
 */
final class TopicState extends Destination {
  private @Nullable Lane lane;

  /** In the order of their ids. */
  private final List<SubscriptionState> subscriptions = new ArrayList<>();

  /** Where the search for somebody who needs a message begins: who did so last. */
  private int likelyNeeder;

  TopicState(Books books, long id, String name, DestinationOptions options) {
    super(books, id, Address.topic(name), options);
  }

  List<SubscriptionState> subscriptions() {
    return Collections.unmodifiableList(subscriptions);
  }

  void link(SubscriptionState subscription) {
    int at = 0;
    while (at < subscriptions.size() && subscriptions.get(at).id() < subscription.id()) {
      at++;
    }
    subscriptions.add(at, subscription);
  }

  /** It needs nothing any more. */
  void unlink(SubscriptionState subscription) {
    subscriptions.remove(subscription);
    likelyNeeder = 0;
    Slice first = lane == null ? null : lane.first();
    if (lane != null && first != null) {
      release(first.position(), lane.end());
    }
  }

  @Override
  void append(int band, Slice messages, @Nullable Entry entry) {
    books.listener().published(address, messages.ref(), messages.count(), entry);
    if (subscriptions.isEmpty()) {
      return;
    }
    long number = books.counters.takeTopicNumbers(messages.count());
    lane()
        .append(
            number, messages.ref(), messages.count(), messages.bytes(), messages.expiresMillis());
    books.liveness.add(messages.ref(), messages.count());
    books.facts.partsChanged(this);
    for (SubscriptionState subscription : subscriptions) {
      subscription.arrived(messages);
    }
  }

  private Lane lane() {
    Lane present = lane;
    if (present == null) {
      present = new Lane(new RowPrefix(RowKind.LANE, id, (byte) 0), books.pages);
      lane = present;
    }
    return present;
  }

  @Nullable Slice next(long number, int countMax) {
    return lane == null ? null : lane.next(number, countMax);
  }

  @Nullable Slice at(long number) {
    return lane == null ? null : lane.at(number);
  }

  /** The first message from this number on whose time to live is over; null: there is none. */
  @Nullable Slice nextExpired(long nowMillis, long fromNumber) {
    Lane present = lane;
    if (present == null || present.nextExpiryMillis() > nowMillis) {
      return null;
    }
    long number = present.expired(nowMillis, fromNumber, 0, slice -> {});
    return number < present.end() ? present.at(number) : null;
  }

  /** Drops what nobody needs of these numbers. Each needer is asked until it needs no more. */
  void release(long from, long to) {
    Lane present = lane;
    if (present == null) {
      return;
    }
    for (long number = from; number < to; ) {
      long needed = firstNeeded(number, to);
      if (needed > number) {
        present.remove(
            number,
            needed - number,
            removed -> books.liveness.remove(removed.ref(), removed.count()));
        books.facts.partsChanged(this);
      }
      number = needed == to ? to : subscriptions.get(likelyNeeder).firstNotNeeded(needed);
    }
  }

  /** The first of these numbers that somebody needs, who is then the likely needer; or the end. */
  private long firstNeeded(long from, long to) {
    long needed = to;
    int count = subscriptions.size();
    int first = likelyNeeder;
    for (int i = 0; i < count && needed > from; i++) {
      int asked = (first + i) % count;
      long theirs = subscriptions.get(asked).firstNeeded(from);
      if (theirs < needed) {
        needed = theirs;
        likelyNeeder = asked;
      }
    }
    return needed;
  }

  @Override
  long oldestIndex() {
    Slice first = lane == null ? null : lane.first();
    return first == null ? Long.MAX_VALUE : MessageRef.index(first.ref());
  }

  @Override
  long waiting() {
    return lane == null ? 0 : lane.messages();
  }

  @Override
  long waitingBytes() {
    return lane == null ? 0 : lane.bytes();
  }

  @Override
  void delete() {
    for (SubscriptionState subscription : subscriptions) {
      subscription.forgetTopic(this);
    }
    Lane present = lane;
    if (present != null) {
      present.remove(
          0, present.end(), removed -> books.liveness.remove(removed.ref(), removed.count()));
      present.delete();
      lane = null;
    }
    subscriptions.clear();
    super.delete();
  }

  @Override
  long partsDigest() {
    return lane == null ? 0 : lane.digest();
  }

  @Override
  void loadMore(FieldReader in, Rows rows) {
    lane = rows.lane(id, 0);
  }

  @Override
  void snapshotParts(Consumer<Row> rows) {
    if (lane != null) {
      lane.snapshot(rows);
    }
  }
}

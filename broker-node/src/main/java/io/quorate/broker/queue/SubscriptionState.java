package io.quorate.broker.queue;

import io.quorate.replication.model.Row;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A subscription that outlives its consumers: a cursor over the lanes of the topics that it
 * matches. It needs what lies at or above its floor and is not settled.
 */
final class SubscriptionState extends Fact implements Source {
  /** In one look for what has expired; others may still need what this one does not. */
  private static final int EXPIRED_SEEN_MAX = 50_000;

  /** What was asked for. */
  record Terms(
      SubscriptionKey key,
      String pattern,
      String selector,
      boolean durable,
      boolean shared,
      boolean noLocal) {}

  private static final long BACKLOG_SALT = FactHash.mix(2);

  private final Books books;
  private final long id;
  private final Terms terms;
  private final TopicPattern pattern;
  private final Handling handling;
  private final NumberSet settled;
  private final List<TopicState> topics = new ArrayList<>();
  private long floor;
  private long backlog;
  private long backlogBytes;
  private boolean deleted;

  SubscriptionState(Books books, long id, Terms terms, NumberSet settled) {
    this.books = books;
    this.id = id;
    this.terms = terms;
    this.pattern = new TopicPattern(terms.pattern());
    this.handling = new Handling(this, id, books);
    this.settled = settled;
  }

  /** Begins with what is published from now on. */
  static SubscriptionState begin(Books books, long id, Terms terms) {
    SubscriptionState begun =
        new SubscriptionState(
            books,
            id,
            terms,
            new NumberSet(new RowPrefix(RowKind.NUMBERS, id, Marks.Parts.SETTLED), books.pages));
    begun.floor = books.counters.nextTopicNumber();
    books.facts.rowChanged(begun);
    return begun;
  }

  Terms terms() {
    return terms;
  }

  TopicPattern pattern() {
    return pattern;
  }

  void link(TopicState topic) {
    topics.add(topic);
    topic.link(this);
  }

  /** The topic is about to go, with what is in it. */
  void forgetTopic(TopicState topic) {
    for (Slice left = nextOf(topic, floor, Integer.MAX_VALUE);
        left != null;
        left = nextOf(topic, left.position() + left.count(), Integer.MAX_VALUE)) {
      settle(left);
    }
    topics.remove(topic);
    raiseFloor();
  }

  // ── looking ──

  @Override
  public long id() {
    return id;
  }

  @Override
  public Address address() {
    return Address.topic(terms.pattern());
  }

  @Override
  public SubscriptionKey subscription() {
    return terms.key();
  }

  @Override
  public DestinationOptions options() {
    return pattern.isName() && !topics.isEmpty()
        ? topics.get(0).options()
        : DestinationOptions.DEFAULT;
  }

  @Override
  public boolean isPaused() {
    return pattern.isName() && !topics.isEmpty() && topics.get(0).isPaused();
  }

  @Override
  public Handling handling() {
    return handling;
  }

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
    if (Position.band(position) != 0) {
      return null;
    }
    Slice first = null;
    for (TopicState topic : topics) {
      Slice found = nextOf(topic, position, countMax);
      if (found != null && (first == null || found.position() < first.position())) {
        first = found;
      }
    }
    return first;
  }

  /** Messages side by side in a lane have numbers side by side: no other topic's lie between. */
  private @Nullable Slice nextOf(TopicState topic, long fromNumber, int countMax) {
    for (long from = firstNeeded(fromNumber); ; ) {
      Slice found = topic.next(from, countMax);
      if (found == null) {
        return null;
      }
      long needed = firstNeeded(found.position());
      if (needed == found.position()) {
        long count = Math.min(found.count(), settled.next(needed) - needed);
        return found.part(0, (int) count);
      }
      from = needed;
    }
  }

  /** The first number from this one on that is not settled, whether there is a message or not. */
  long firstNeeded(long number) {
    return settled.nextAbsent(Math.max(number, floor));
  }

  /** The same of those that it has settled. */
  long firstNotNeeded(long number) {
    return number < floor ? number : settled.next(number);
  }

  private boolean needs(long number) {
    return number >= floor && !settled.contains(number);
  }

  @Override
  public boolean holds(long position) {
    return at(position) != null;
  }

  @Override
  public @Nullable Slice at(long position) {
    TopicState topic = topicOf(position);
    return topic == null ? null : topic.at(position);
  }

  private @Nullable TopicState topicOf(long position) {
    if (Position.band(position) != 0 || !needs(position)) {
      return null;
    }
    for (TopicState topic : topics) {
      if (topic.at(position) != null) {
        return topic;
      }
    }
    return null;
  }

  @Override
  public TopicState home(long position) {
    TopicState topic = topicOf(position);
    if (topic == null) {
      throw new IllegalStateException("no message at position " + position + " of " + terms.key());
    }
    return topic;
  }

  @Override
  public long end(int band) {
    return band == 0 ? books.counters.nextTopicNumber() : 0;
  }

  @Override
  public @Nullable DeadLetter deadLetter(long position) {
    return null;
  }

  @Override
  public long messages() {
    return backlog;
  }

  @Override
  public long bytes() {
    return backlogBytes;
  }

  @Override
  public long delayed() {
    return 0;
  }

  @Override
  public long oldestMillis() {
    return books.timeMarks.millisOf(oldestIndex());
  }

  /** Of the entry that holds the first message; {@code Long.MAX_VALUE}: nothing waits. */
  long oldestIndex() {
    Slice first = nextWaiting(0, 1);
    return first == null ? Long.MAX_VALUE : MessageRef.index(first.ref());
  }

  // ── changing ──

  void arrived(Slice messages) {
    backlog += messages.count();
    backlogBytes += messages.bytes();
    books.facts.countChanged(this);
    books.listener().arrived(this);
  }

  @Override
  public long remove(long fromPosition, long count) {
    long to = fromPosition + count;
    long removed = 0;
    Slice left = nextWaiting(fromPosition, (int) Math.min(count, Integer.MAX_VALUE));
    while (left != null && left.position() < to) {
      Slice part = left.part(0, (int) Math.min(left.count(), to - left.position()));
      TopicState topic = home(part.position());
      settle(part);
      removed += part.count();
      topic.release(part.position(), part.position() + part.count());
      left = nextWaiting(part.position() + part.count(), Integer.MAX_VALUE);
    }
    raiseFloor();
    return removed;
  }

  /**
   * Numbers of other topics behind the messages are settled with them: so what is settled stays in
   * few pieces, one for each message that is not.
   */
  private void settle(Slice messages) {
    long end = messages.position() + messages.count();
    Slice behind = firstInLanes(end);
    long gapEnd = behind == null ? books.counters.nextTopicNumber() : behind.position();
    settled.add(messages.position(), gapEnd - messages.position());
    handling.forget(messages.position(), messages.count());
    backlog -= messages.count();
    backlogBytes = backlog == 0 ? 0 : Math.max(0, backlogBytes - messages.bytes());
    books.facts.countChanged(this);
    tellGone(books.listener(), messages.position(), messages.count());
  }

  private @Nullable Slice firstInLanes(long number) {
    Slice first = null;
    for (TopicState topic : topics) {
      Slice found = topic.next(number, 1);
      if (found != null && (first == null || found.position() < first.position())) {
        first = found;
      }
    }
    return first;
  }

  private void raiseFloor() {
    Slice first = nextWaiting(floor, 1);
    long raised = first == null ? books.counters.nextTopicNumber() : first.position();
    if (raised > floor) {
      settled.remove(floor, raised - floor);
      floor = raised;
      books.facts.rowChanged(this);
    }
  }

  @Override
  public long expired(long nowMillis, long fromPosition, int countMax, Consumer<Slice> found) {
    TreeMap<Long, TopicState> heads = new TreeMap<>();
    topics.forEach(topic -> putExpired(heads, topic, nowMillis, fromPosition));
    int room = countMax;
    for (int steps = 0; !heads.isEmpty(); steps++) {
      Map.Entry<Long, TopicState> head = heads.firstEntry();
      long number = head.getKey();
      if (room == 0 || steps == EXPIRED_SEEN_MAX) {
        return number;
      }
      heads.remove(number);
      Slice slice = needs(number) ? head.getValue().at(number) : null;
      if (slice != null) {
        found.accept(slice);
        room--;
      }
      putExpired(heads, head.getValue(), nowMillis, number + 1);
    }
    return ALL_SEEN;
  }

  /** Numbers are shared by all topics, so that each is one's alone. */
  private static void putExpired(
      Map<Long, TopicState> heads, TopicState topic, long nowMillis, long fromNumber) {
    Slice first = topic.nextExpired(nowMillis, fromNumber);
    if (first != null) {
      heads.put(first.position(), topic);
    }
  }

  void delete() {
    deleted = true;
    for (TopicState topic : topics) {
      topic.unlink(this);
    }
    topics.clear();
    settled.delete();
    handling.delete();
    books.facts.rowChanged(this);
  }

  // ── the row ──

  @Override
  byte[] key() {
    return RowKind.key(RowKind.SUBSCRIPTION, id);
  }

  @Override
  byte @Nullable [] value() {
    return deleted ? null : definition().i64(backlog).i64(backlogBytes).toArray();
  }

  private FieldWriter definition() {
    FieldWriter out = new FieldWriter(160);
    CommandCodec.putKey(out, terms.key()).text(terms.pattern()).text(terms.selector());
    out.flag(terms.durable()).flag(terms.shared()).flag(terms.noLocal()).i64(floor);
    handling.putMarks(out);
    return out;
  }

  @Override
  long ownDigest() {
    return deleted ? 0 : digestOf(definition().toArray());
  }

  @Override
  long partsDigest() {
    return deleted
        ? 0
        : settled.digest()
            + handling.digest()
            + FactHash.of(BACKLOG_SALT, id, backlog, backlogBytes);
  }

  static SubscriptionState load(Books books, Row row, Rows rows) {
    long id = Rows.id(row);
    FieldReader in = new FieldReader(Rows.value(row));
    Terms terms =
        new Terms(CommandCodec.takeKey(in), in.text(), in.text(), in.flag(), in.flag(), in.flag());
    SubscriptionState loaded =
        new SubscriptionState(books, id, terms, rows.numbers(id, Marks.Parts.SETTLED));
    loaded.floor = in.i64();
    loaded.handling.load(in, rows);
    loaded.backlog = in.i64();
    loaded.backlogBytes = in.i64();
    books.facts.rowChanged(loaded);
    return loaded;
  }

  void snapshotParts(Consumer<Row> rows) {
    settled.snapshot(rows);
    handling.snapshot(rows);
  }
}

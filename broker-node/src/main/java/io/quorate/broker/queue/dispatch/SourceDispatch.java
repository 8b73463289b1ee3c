package io.quorate.broker.queue.dispatch;

import io.quorate.broker.queue.Settlement;
import io.quorate.broker.queue.SourceView;
import io.quorate.replication.model.NodeId;
import io.quorate.replication.port.Proposal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Hands out the messages of one queue, or of one durable subscription. */
final class SourceDispatch implements Feeder, Home {
  /** Then it is another source's turn. */
  private static final int STEPS_MAX = 1_024;

  /** How long the settlement of something settled beforehand may take. */
  private static final long PRE_SETTLED_NANOS = TimeUnit.SECONDS.toNanos(30);

  private static final long UNREADABLE_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final Dispatcher dispatcher;
  private final SourceView source;
  private final Marks marks;
  private final List<Scan> scans = new ArrayList<>();

  /** By position: handed over, or settled and not yet applied. */
  private final LinkedHashMap<Long, Held> inFlight = new LinkedHashMap<>();

  /** Matched out of order, and waiting for their mark. */
  private final TreeSet<Long> chosen = new TreeSet<>();

  /** Kept from everybody, by whoever is about to move it. */
  private final TreeSet<Long> claimed = new TreeSet<>();

  private final TreeSet<Long> unreadable = new TreeSet<>();
  private long triedNanos;

  /** Volatile messages: outside the order, taken in turn with the others. */
  private final Backlog volatiles;

  private boolean isVolatileTurn;

  SourceDispatch(Dispatcher dispatcher, SourceView source) {
    this.dispatcher = dispatcher;
    this.source = source;
    this.volatiles = new Backlog(dispatcher.budget(), () -> dispatcher.markDirty(this));
    this.marks =
        new Marks(source, dispatcher.outlet(), this::marked, () -> dispatcher.retryLater(this));
  }

  SourceView source() {
    return source;
  }

  @Override
  public long sourceId() {
    return source.id();
  }

  Backlog volatiles() {
    return volatiles;
  }

  int inFlight() {
    return inFlight.size() + volatiles.inFlight();
  }

  boolean isInFlight(long position) {
    return inFlight.containsKey(position);
  }

  int subscribers() {
    int count = 0;
    for (Scan scan : scans) {
      count += scan.subscribers().size();
    }
    return count;
  }

  /** Nobody takes anything from it and nothing of it is on its way. */
  boolean isIdle() {
    return scans.isEmpty() && inFlight.isEmpty() && claimed.isEmpty() && volatiles.isEmpty();
  }

  // ── claims ──

  /** Of these, what nobody has and nobody else claims. */
  long[] claim(long[] positions) {
    return Arrays.stream(positions)
        .filter(position -> !inFlight.containsKey(position) && claimed.add(position))
        .toArray();
  }

  /** What is still there may be had again. */
  void release(long[] positions) {
    for (long position : positions) {
      if (claimed.remove(position)) {
        cameBack(position);
      }
    }
    dispatcher.markDirty(this);
  }

  // ── subscribers ──

  void attach(Subscriber subscriber) {
    subscriber.feedFrom(this);
    scanFor(subscriber.terms()).add(subscriber);
    dispatcher.markDirty(this);
  }

  private Scan scanFor(Terms terms) {
    for (Scan scan : scans) {
      if (scan.terms().filterKey().equals(terms.filterKey())
          && scan.terms().preSettled() == terms.preSettled()) {
        return scan;
      }
    }
    BodyReader reader = dispatcher.newReader(() -> dispatcher.markDirty(this));
    Scan scan = new Scan(source, source::next, terms, reader, this::isTaken);
    scans.add(scan);
    return scan;
  }

  private boolean isTaken(long position) {
    return inFlight.containsKey(position)
        || claimed.contains(position)
        || chosen.contains(position)
        || unreadable.contains(position);
  }

  @Override
  public void detach(Subscriber subscriber) {
    for (Scan scan : scans) {
      scan.remove(subscriber);
    }
    scans.removeIf(
        scan -> {
          if (scan.subscribers().isEmpty()) {
            scan.reader().close();
          }
          return scan.subscribers().isEmpty();
        });
    dispatcher.markDirty(this);
  }

  void closeAll(String reason) {
    List<Subscriber> all = new ArrayList<>();
    scans.forEach(scan -> all.addAll(scan.subscribers()));
    all.forEach(subscriber -> subscriber.closedBySource(reason));
    inFlight.clear();
    volatiles.clear();
  }

  // ── what the state says ──

  void returned(long position) {
    inFlight.remove(position);
    cameBack(position);
  }

  private void cameBack(long position) {
    chosen.remove(position);
    scans.forEach(scan -> scan.cameBack(position));
  }

  void gone(long fromPosition, int count) {
    if (count <= inFlight.size()) {
      for (long position = fromPosition; position < fromPosition + count; position++) {
        lose(inFlight.remove(position));
      }
    } else {
      inFlight
          .values()
          .removeIf(
              held -> {
                long at = held.position - fromPosition;
                boolean isGone = at >= 0 && at < count;
                if (isGone) {
                  lose(held);
                }
                return isGone;
              });
    }
    chosen.subSet(fromPosition, fromPosition + count).clear();
  }

  private void lose(@Nullable Held held) {
    if (held != null) {
      held.goneIndex = dispatcher.appliedIndex();
      held.subscriber.lose(held);
    }
  }

  @Override
  public void settled(Held held) {
    inFlight.remove(held.position, held);
  }

  @Override
  public void takeBack(Held held) {
    settled(held);
    cameBack(held.position);
    dispatcher.markDirty(this);
  }

  // ── handing over ──

  @Override
  public boolean run() {
    marks.begin();
    scans.forEach(Scan::begin);
    int left = STEPS_MAX;
    boolean moved = !source.isPaused();
    while (moved && left > 0) {
      moved = false;
      for (int i = 0; i < scans.size(); i++) {
        moved |= step(scans.get(i));
        left--;
      }
    }
    if (!source.isPaused()) {
      raiseMarks();
    }
    scans.forEach(this::finish);
    return moved;
  }

  private boolean step(Scan scan) {
    Subscriber to = scan.eligible();
    if (to == null) {
      return false;
    }
    isVolatileTurn = !isVolatileTurn && volatiles.waiting() > 0;
    return (isVolatileTurn && takeVolatile(scan, to))
        || stepInLog(scan, to)
        || takeVolatile(scan, to);
  }

  private boolean takeVolatile(Scan scan, Subscriber to) {
    Item item = volatiles.take(scan.terms().filter(), dispatcher.nowMillis());
    if (item == null) {
      return false;
    }
    to.take(
        new Dispatched(
            to.nextTag(),
            -1,
            0,
            item.messageHere(),
            item.redelivered(),
            item.attempts(),
            item.storedMillis(),
            item.expiresMillis(),
            null),
        volatiles,
        item);
    return true;
  }

  private boolean stepInLog(Scan scan, Subscriber to) {
    if (!scan.peek()) {
      return false;
    }
    if (isOver(scan.expiresMillis())) {
      scan.pass();
      return true;
    }
    if (needsOrderedMark(scan) && !source.isMarked(scan.position())) {
      marks.block(scan.position());
      return false;
    }
    return switch (scan.reader().find(scan.ref())) {
      case BEING_READ -> false;
      case MISSING -> {
        unreadable.add(scan.position());
        dispatcher.retryLater(this);
        scan.pass();
        yield true;
      }
      case HERE -> offer(scan, to);
    };
  }

  private boolean isOver(long expiresMillis) {
    return expiresMillis != 0 && expiresMillis <= dispatcher.nowMillis();
  }

  /** A subscription settles what it does not want, so that nothing stays behind its mark. */
  private boolean needsOrderedMark(Scan scan) {
    return !scan.terms().preSettled() && !isSelective(scan);
  }

  private boolean isSelective(Scan scan) {
    return scan.terms().filter() != null && source.subscription() == null;
  }

  private boolean offer(Scan scan, Subscriber to) {
    MessageFilter filter = scan.terms().filter();
    if (filter != null && !filter.wants(scan.reader().producer(), scan.reader().properties())) {
      passOver(scan, to);
      return true;
    }
    if (isSelective(scan) && !scan.terms().preSettled() && !source.isMarked(scan.position())) {
      return choose(scan);
    }
    take(scan, to);
    return true;
  }

  private boolean choose(Scan scan) {
    if (chosen.size() >= scan.freeCredit() || !marks.wantSingle(scan.position())) {
      return false;
    }
    chosen.add(scan.position());
    scan.pass();
    return true;
  }

  private void marked() {
    List<Long> ready = chosen.stream().filter(source::isMarked).toList();
    ready.forEach(this::cameBack);
    dispatcher.markDirty(this);
  }

  /**
   * What a subscription does not want is acknowledged for it; a queue's is left to others. The mark
   * bounds how much of it is under way.
   */
  private void passOver(Scan scan, Subscriber by) {
    if (source.subscription() != null) {
      Held held = new Held(this, by, 0, scan.position(), 0, false);
      held.become(Settlement.Outcome.ACKNOWLEDGED, 0, "");
      inFlight.put(held.position, held);
      dispatcher.settler().open().note(held);
    }
    scan.pass();
  }

  private void take(Scan scan, Subscriber to) {
    long position = scan.position();
    Dispatched message =
        new Dispatched(
            to.nextTag(),
            position,
            scan.ref(),
            scan.reader().message(),
            source.isRedelivered(position),
            source.attempts(position),
            scan.reader().storedMillis(),
            scan.expiresMillis(),
            source.deadLetter(position));
    int bytes = message.message().remaining();
    Held held = new Held(this, to, message.tag(), position, bytes, !to.terms().preSettled());
    inFlight.put(position, held);
    scan.pass();
    to.take(held);
    if (scan.terms().preSettled()) {
      held.become(Settlement.Outcome.ACKNOWLEDGED, 0, "");
      dispatcher.settler().open().note(held);
      dispatcher
          .settler()
          .add(new PreSettled(to, message, dispatcher.nowNanos() + PRE_SETTLED_NANOS));
    } else {
      to.add(message);
    }
  }

  /** Handed over once nobody else can get it any more. */
  private record PreSettled(Subscriber to, Dispatched message, long deadlineNanos)
      implements SettleCall {
    @Override
    public void applied() {
      to.add(message);
      to.writable();
    }

    @Override
    public void refused(Proposal.Refusal reason, @Nullable NodeId master, String detail) {}

    @Override
    public void unknown(String detail) {}
  }

  private void raiseMarks() {
    Scan ordered = null;
    for (Scan scan : scans) {
      if (needsOrderedMark(scan)) {
        ordered = scan;
      }
    }
    marks.raise(ordered, ordered != null && !ordered.peek());
  }

  private void finish(Scan scan) {
    for (Subscriber subscriber : List.copyOf(scan.subscribers())) {
      subscriber.flush();
      if (subscriber.isDraining() && (!subscriber.hasCredit() || isEmptyFor(scan))) {
        subscriber.endDrain();
      }
    }
  }

  private boolean isEmptyFor(Scan scan) {
    return !scan.peek() && chosen.isEmpty() && volatiles.waiting() == 0;
  }

  // ── time ──

  /** Tries again what did not work at first. */
  void retry() {
    marks.retry();
    if (unreadable.isEmpty()) {
      return;
    }
    if (dispatcher.nowNanos() - triedNanos < UNREADABLE_NANOS) {
      dispatcher.retryLater(this);
    } else {
      triedNanos = dispatcher.nowNanos();
      List<Long> again = List.copyOf(unreadable);
      unreadable.clear();
      scans.forEach(
          scan -> {
            scan.reader().forgetMissing();
            again.forEach(scan::cameBack);
          });
      dispatcher.markDirty(this);
    }
  }
}

package io.quorate.broker.queue.dispatch;

import io.quorate.broker.queue.Settlement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.NavigableSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** One consumer as dispatch sees it: its credit, and what it holds. */
public final class Subscriber {
  /** Handed over at once. */
  private static final long READY_BYTES_MAX = 1L << 20;

  /** As good as none, and far from where adding to it would overflow. */
  private static final long CREDIT_BYTES_MAX = Long.MAX_VALUE / 4;

  private final Dispatcher dispatcher;
  private final Terms terms;
  private final Receiver receiver;
  private @Nullable Feeder feeder;

  /** By tag, in the order of their locks' ends: all locks of a subscriber last equally long. */
  private final LinkedHashMap<Long, Held> held = new LinkedHashMap<>();

  /** Taken away before they were settled, until that is told. */
  private final TreeSet<Long> lost = new TreeSet<>();

  private List<Dispatched> ready = new ArrayList<>();
  private long readyBytes;
  private long nextTag = 1;
  private int credit;
  private long creditBytes;
  private boolean draining;
  private boolean closed;

  /** What becomes of what it held, once it is closed. */
  private Settlement.Outcome leftAs = Settlement.Outcome.RELEASED;

  private String leftBecause = "";

  Subscriber(Dispatcher dispatcher, Terms terms, Receiver receiver) {
    this.dispatcher = dispatcher;
    this.terms = terms;
    this.receiver = receiver;
  }

  void feedFrom(Feeder source) {
    feeder = source;
  }

  Terms terms() {
    return terms;
  }

  // ── what the client says ──

  /** Adds to what it may be handed; beyond the largest int it is as good as that. */
  public void addCredit(int messages, long bytes) {
    credit = (int) Math.min(Integer.MAX_VALUE, (long) credit + messages);
    creditBytes = Math.min(CREDIT_BYTES_MAX, creditBytes + Math.min(CREDIT_BYTES_MAX, bytes));
    wake();
  }

  public void drain() {
    draining = true;
    wake();
  }

  public void writable() {
    wake();
  }

  /** Prolongs the locks by as much as they had at first. */
  public void renewLock(long fromTag, long toTag) {
    for (Held one : find(fromTag, toTag)) {
      held.remove(one.tag);
      lock(one);
    }
  }

  /**
   * Gives back what it holds.
   *
   * @param outcome released by one who leaves in order, failed for one who was lost
   */
  public void close(Settlement.Outcome outcome, String reason) {
    if (closed) {
      return;
    }
    closed = true;
    leftAs = outcome;
    leftBecause = reason;
    if (feeder != null) {
      feeder.detach(this);
    }
    dispatcher.forget(this);
    List<Held> left = new ArrayList<>(held.values());
    held.clear();
    left.sort((a, b) -> Long.compare(a.tag, b.tag));
    left.forEach(this::leaveBehind);
    dispatcher.settler().giveBack(left);
  }

  /** Not what was last said of it, which had no effect, but what becomes of all that it held. */
  void leaveBehind(Held one) {
    one.become(leftAs, 0, leftBecause);
  }

  /** Its source is gone. */
  void closedBySource(String reason) {
    close(Settlement.Outcome.RELEASED, reason);
    receiver.closed(reason);
  }

  private void wake() {
    Feeder from = feeder;
    if (!closed && from != null) {
      dispatcher.markDirty(from);
    }
  }

  // ── credit ──

  boolean isEligible() {
    return credit > 0
        && creditBytes > 0
        && held.size() < terms.unsettledMax()
        && readyBytes < READY_BYTES_MAX
        && !closed
        && receiver.isWritable();
  }

  /** How many more messages it may be handed as things stand. */
  int freeCredit() {
    return Math.max(0, Math.min(credit, terms.unsettledMax() - held.size()));
  }

  boolean isClosed() {
    return closed;
  }

  boolean isDraining() {
    return draining;
  }

  boolean hasCredit() {
    return credit > 0;
  }

  void endDrain() {
    draining = false;
    credit = 0;
    receiver.drained();
  }

  public int unsettled() {
    return held.size();
  }

  // ── handing over ──

  long nextTag() {
    return nextTag++;
  }

  /** Uses credit. What is not settled beforehand is held from here on. */
  void take(Held one) {
    credit--;
    if (!terms.preSettled()) {
      creditBytes -= one.bytes;
      lock(one);
    }
  }

  /** Uses credit for a message out of memory. */
  void take(Dispatched message, Backlog from, Item item) {
    if (terms.preSettled()) {
      credit--;
    } else {
      take(from.hold(item, this, message.tag(), message.message().remaining()));
    }
    add(message);
  }

  /** Uses credit for something that is not to be settled. */
  void show(Dispatched message) {
    credit--;
    add(message);
  }

  void add(Dispatched message) {
    ready.add(message);
    readyBytes += message.message().remaining();
  }

  /** In pieces of about a MiB, or of one message that is larger. */
  void flush() {
    List<Dispatched> all = ready;
    boolean isCut = readyBytes >= READY_BYTES_MAX;
    ready = new ArrayList<>();
    readyBytes = 0;
    int from = 0;
    long bytes = 0;
    for (int to = 0; to < all.size() && !closed; to++) {
      int size = all.get(to).message().remaining();
      if (to > from && bytes + size > READY_BYTES_MAX) {
        receiver.deliver(all.subList(from, to));
        from = to;
        bytes = 0;
      }
      bytes += size;
    }
    if (from < all.size() && !closed) {
      receiver.deliver(all.subList(from, all.size()));
    }
    if (isCut) {
      wake();
    }
  }

  private void lock(Held one) {
    one.lockedUntilNanos = dispatcher.nowNanos() + terms.lockNanos();
    held.put(one.tag, one);
  }

  // ── settling ──

  /** In the order of their tags where nothing was renewed in between. */
  List<Held> find(long fromTag, long toTag) {
    List<Held> found = new ArrayList<>();
    long from = Math.max(1, fromTag);
    long to = Math.min(toTag, nextTag - 1);
    if (to - from < held.size()) {
      for (long tag = from; tag <= to; tag++) {
        Held one = held.get(tag);
        if (one != null) {
          found.add(one);
        }
      }
    } else {
      held.values().stream().filter(o -> o.tag >= from && o.tag <= to).forEach(found::add);
      found.sort((a, b) -> Long.compare(a.tag, b.tag));
    }
    return found;
  }

  /** No longer held here; its bytes may be used again. */
  boolean letGo(Held one) {
    if (!held.remove(one.tag, one)) {
      return false;
    }
    creditBytes += one.bytes;
    wake();
    return true;
  }

  /** It is gone, or its time with it is over. */
  void lose(Held one) {
    if (letGo(one)) {
      lost.add(one.tag);
      if (lost.size() > terms.unsettledMax()) {
        lost.pollFirst();
      }
    }
  }

  /** How many of these were taken away before they were settled. */
  public int countLost(long fromTag, long toTag) {
    return lostOf(fromTag, toTag).size();
  }

  /** Once the client has been told; what was refused it will ask again. */
  public void forgetLost(long fromTag, long toTag) {
    lostOf(fromTag, toTag).clear();
  }

  private NavigableSet<Long> lostOf(long fromTag, long toTag) {
    return toTag < fromTag ? new TreeSet<>() : lost.subSet(fromTag, true, toTag, true);
  }

  /** What was said of it, or taken from it, did not take effect. */
  void holdAgain(Held one) {
    lost.remove(one.tag);
    creditBytes -= one.bytes;
    lock(one);
  }

  /** Takes away what it has held for too long. */
  List<Held> outlived() {
    List<Held> outlived = new ArrayList<>();
    for (Held oldest : held.values()) {
      if (dispatcher.nowNanos() - oldest.lockedUntilNanos < 0) {
        break;
      }
      outlived.add(oldest);
    }
    outlived.forEach(this::lose);
    return outlived;
  }
}

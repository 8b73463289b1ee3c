package io.quorate.client.admin;

import io.quorate.client.admin.AppendOutcome.Refusal;
import io.quorate.client.admin.AppendOutcome.Refused;
import io.quorate.client.admin.AppendOutcome.Unknown;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What becomes of every append: it waits, is under way, and ends once. An entry that a node refused
 * for the moment is sent again, but only while no later one is stored or may be, so that the log
 * keeps the client's order; and one that may be stored is never sent again. Knows no clock and no
 * socket; not safe for threads.
 */
final class AppendQueue {
  /**
   * An entry on its way.
   *
   * @param number the client's own, rising from 1
   * @param listener to be told once, see {@link #takeEnded}
   */
  record Append(
      long number, byte[] payload, long deadlineNanos, Consumer<AppendOutcome> listener) {}

  record Ended(Append append, AppendOutcome outcome) {}

  private final ArrayDeque<Append> waiting = new ArrayDeque<>();
  private final LinkedHashMap<Long, Append> underWay = new LinkedHashMap<>();

  /** Refused for the moment. While there are any, nothing is sent. */
  private final TreeMap<Long, Append> refused = new TreeMap<>();

  private List<Ended> ended = new ArrayList<>();
  private long mayBeStoredUpTo;

  void add(Append append) {
    waiting.addLast(append);
  }

  boolean isEmpty() {
    return waiting.isEmpty() && underWay.isEmpty() && refused.isEmpty();
  }

  boolean hasUnderWay() {
    return !underWay.isEmpty();
  }

  /** Whether something was refused and has not been put back in line. */
  boolean isHeld() {
    return !refused.isEmpty();
  }

  @Nullable Append oldestUnderWay() {
    Iterator<Append> all = underWay.values().iterator();
    return all.hasNext() ? all.next() : null;
  }

  /** The next one to send, from now on under way; null: none. */
  @Nullable Append send() {
    Append next = isHeld() ? null : waiting.pollFirst();
    if (next != null) {
      underWay.put(next.number(), next);
    }
    return next;
  }

  /** A node's final answer; of no meaning if the append had ended before. */
  void answered(long number, AppendOutcome outcome) {
    Append append = underWay.remove(number);
    if (append != null) {
      end(append, outcome);
    }
  }

  /** A refusal that passes. */
  void refusedForNow(long number) {
    Append append = underWay.remove(number);
    if (append != null) {
      refused.put(number, append);
    }
  }

  /** Puts back in line what was refused. Only with nothing under way is it known what may go. */
  void takeBack() {
    for (Append append : refused.descendingMap().values()) {
      if (append.number() < mayBeStoredUpTo) {
        end(append, new Refused(Refusal.OUT_OF_ORDER, "a later entry is stored or may be"));
      } else {
        waiting.addFirst(append);
      }
    }
    refused.clear();
  }

  /** Nobody will answer any more. */
  void abandonUnderWay(String why) {
    endAll(underWay.values(), new Unknown(why));
  }

  void endAll(String why) {
    abandonUnderWay(why);
    endAll(refused.values(), new Refused(Refusal.DEADLINE, why));
    endAll(waiting, new Refused(Refusal.DEADLINE, why));
  }

  /** Ends what is out of time. All deadlines are equally far off, so the oldest expire first. */
  void expire(long nowNanos, String whyNotSent) {
    AppendOutcome notSent = new Refused(Refusal.DEADLINE, whyNotSent);
    expire(underWay.values(), nowNanos, new Unknown("no answer by the deadline"));
    expire(refused.values(), nowNanos, notSent);
    expire(waiting, nowNanos, notSent);
  }

  private void expire(Collection<Append> oldestFirst, long nowNanos, AppendOutcome outcome) {
    Iterator<Append> all = oldestFirst.iterator();
    while (all.hasNext()) {
      Append append = all.next();
      if (append.deadlineNanos() - nowNanos > 0) {
        return;
      }
      all.remove();
      end(append, outcome);
    }
  }

  private void endAll(Collection<Append> appends, AppendOutcome outcome) {
    appends.forEach(append -> end(append, outcome));
    appends.clear();
  }

  private void end(Append append, AppendOutcome outcome) {
    if (!(outcome instanceof Refused)) {
      mayBeStoredUpTo = Math.max(mayBeStoredUpTo, append.number());
    }
    ended.add(new Ended(append, outcome));
  }

  /** All that ended since this was last asked. Each is handed out once. */
  List<Ended> takeEnded() {
    if (ended.isEmpty()) {
      return List.of();
    }
    List<Ended> taken = ended;
    ended = new ArrayList<>();
    return taken;
  }
}

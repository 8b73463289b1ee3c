package io.quorate.broker.queue.dispatch;

import io.quorate.broker.queue.DestinationOptions;
import io.quorate.broker.queue.Settlement;
import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.LinkedHashMap;
import org.jspecify.annotations.Nullable;

/**
 * What waits in memory for the subscribers of a queue or of a feed, and what they hold of it. Its
 * bound drops the oldest: nobody was promised that these arrive.
 */
final class Backlog implements Home {
  static final int MESSAGES_MAX = 65_536;

  private static final int LOOKED_AT_MAX = 1_000;

  private final MemoryBudget budget;
  private final Runnable waker;
  private final ArrayDeque<Item> waiting = new ArrayDeque<>();
  private final LinkedHashMap<Long, Item> held = new LinkedHashMap<>();
  private long waitingCount;
  private long nextPosition = 1;
  private long dropped;

  Backlog(MemoryBudget budget, Runnable waker) {
    this.budget = budget;
    this.waker = waker;
  }

  void add(Item item) {
    budget.take(item.bytes());
    waiting.add(item);
    waitingCount += item.count();
    while (waitingCount > MESSAGES_MAX) {
      drop(waiting.removeFirst());
    }
    waker.run();
  }

  private void drop(Item item) {
    waitingCount -= item.count();
    dropped += item.count();
    budget.giveBack(item.bytes());
  }

  @Nullable Item peek() {
    Item first = waiting.peek();
    return first == null ? null : first.first();
  }

  /** Takes the first one out; it is lost unless {@link #hold} follows. */
  void pass() {
    Item first = waiting.remove();
    waitingCount--;
    if (first.count() > 1) {
      waiting.addFirst(first.rest());
    } else {
      budget.giveBack(first.bytes());
    }
  }

  /**
   * Takes out the first message in memory that is wanted and whose time is not over.
   *
   * @return null: there is none among the first thousand
   */
  @Nullable Item take(@Nullable MessageFilter filter, long nowMillis) {
    int left = LOOKED_AT_MAX;
    for (Iterator<Item> all = waiting.iterator(); all.hasNext() && left > 0; left--) {
      Item item = all.next();
      boolean isOver = item.expiresMillis() != 0 && item.expiresMillis() <= nowMillis;
      if (isOver || filter == null || filter.wants(item.producer(), item.properties())) {
        all.remove();
        waitingCount--;
        budget.giveBack(item.bytes());
        if (!isOver) {
          return item;
        }
      }
    }
    return null;
  }

  Held hold(Item item, Subscriber by, long tag, int bytes) {
    budget.take(item.bytes());
    Held one = new Held(this, by, tag, nextPosition++, bytes, true);
    held.put(one.position, item);
    return one;
  }

  long waiting() {
    return waitingCount;
  }

  long dropped() {
    return dropped;
  }

  int inFlight() {
    return held.size();
  }

  boolean isEmpty() {
    return waiting.isEmpty() && held.isEmpty();
  }

  void clear() {
    while (!waiting.isEmpty()) {
      drop(waiting.removeFirst());
    }
    held.values().forEach(item -> budget.giveBack(item.bytes()));
    held.clear();
  }

  @Override
  public long sourceId() {
    return 0;
  }

  @Override
  public void settled(Held one) {
    Item item = held.remove(one.position);
    if (item == null) {
      return;
    }
    budget.giveBack(item.bytes());
    boolean hasFailed = one.outcome == Settlement.Outcome.FAILED;
    if (hasFailed && item.attempts() + 1 >= DestinationOptions.DEFAULT.maxDeliveries()) {
      dropped++;
    } else if (hasFailed || one.outcome == Settlement.Outcome.RELEASED) {
      giveBack(item.cameBack(hasFailed));
    }
  }

  @Override
  public void takeBack(Held one) {
    Item item = held.remove(one.position);
    if (item != null) {
      budget.giveBack(item.bytes());
      giveBack(item);
    }
  }

  private void giveBack(Item item) {
    budget.take(item.bytes());
    waiting.addFirst(item);
    waitingCount += item.count();
    waker.run();
  }
}

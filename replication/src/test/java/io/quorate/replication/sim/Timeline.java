package io.quorate.replication.sim;

import java.util.PriorityQueue;

/** Virtual time: what is planned happens in the order of its time, then of its planning. */
public final class Timeline {
  private record Planned(long atNanos, long number, Runnable action)
      implements Comparable<Planned> {
    @Override
    public int compareTo(Planned other) {
      int byTime = Long.compare(atNanos, other.atNanos);
      return byTime != 0 ? byTime : Long.compare(number, other.number);
    }
  }

  private final PriorityQueue<Planned> planned = new PriorityQueue<>();
  private long nowNanos;
  private long number;
  private long happened;

  public long nanos() {
    return nowNanos;
  }

  /** How many events there were so far. */
  public long happened() {
    return happened;
  }

  public void after(long delayNanos, Runnable action) {
    planned.add(new Planned(nowNanos + Math.max(0, delayNanos), number++, action));
  }

  /** Lets the next event happen, unless there is none or it is later than this. */
  public boolean step(long untilNanos) {
    Planned next = planned.peek();
    if (next == null || next.atNanos > untilNanos) {
      nowNanos = Math.max(nowNanos, untilNanos);
      return false;
    }
    planned.remove();
    nowNanos = next.atNanos;
    happened++;
    next.action.run();
    return true;
  }

  public boolean step() {
    return !planned.isEmpty() && step(Long.MAX_VALUE);
  }
}

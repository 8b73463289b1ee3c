package io.quorate.broker.session;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** What one connection wants to have done on the loop, in its order and bounded. */
final class CallQueue {
  /**
   * Something to be done on the loop.
   *
   * @param refused is told instead why it will not be done
   */
  record Call(Runnable action, Consumer<BrokerException> refused, long bytes) {}

  private static final int CALLS_MAX = 10_000;
  private static final long BYTES_MAX = 32L << 20;

  private final Intake intake;
  private final ReentrantLock lock = new ReentrantLock();
  private final ArrayDeque<Call> waiting = new ArrayDeque<>();
  private long bytes;
  private boolean isAnnounced;
  private @Nullable BrokerException closed;

  CallQueue(Intake intake) {
    this.intake = intake;
  }

  /** Never waits. What finds no room is refused at once. */
  void add(Call call) {
    add(call, false);
  }

  /** Finds room: once in a connection's life, for its end. */
  void addAlways(Call call) {
    add(call, true);
  }

  private void add(Call call, boolean always) {
    BrokerException refusal = offer(call, always);
    if (refusal != null) {
      call.refused().accept(refusal);
    }
  }

  private @Nullable BrokerException offer(Call call, boolean always) {
    boolean announce;
    lock.lock();
    try {
      if (closed != null) {
        return closed;
      }
      boolean full = waiting.size() >= CALLS_MAX || bytes + call.bytes() > BYTES_MAX;
      if (full && !always && !waiting.isEmpty()) {
        return overloaded();
      }
      waiting.add(call);
      bytes += call.bytes();
      announce = !isAnnounced;
      isAnnounced = true;
    } finally {
      lock.unlock();
    }
    if (announce) {
      intake.announce(this);
    }
    return null;
  }

  private BrokerException overloaded() {
    return new BrokerException(
        BrokerException.Code.OVERLOADED,
        String.format(
            "%d calls and %d bytes of this connection wait to be taken up; at most %d and %d may",
            waiting.size(), bytes, CALLS_MAX, BYTES_MAX),
        "",
        CALLS_MAX,
        waiting.size());
  }

  /** Takes so many calls; empty: it is no longer announced. */
  List<Call> take(int countMax) {
    List<Call> taken = new ArrayList<>();
    lock.lock();
    try {
      while (taken.size() < countMax && !waiting.isEmpty()) {
        Call call = waiting.remove();
        bytes -= call.bytes();
        taken.add(call);
      }
      isAnnounced = !taken.isEmpty();
    } finally {
      lock.unlock();
    }
    return taken;
  }

  /** Refuses what waits and what is yet to come. */
  void close(BrokerException reason) {
    List<Call> left;
    lock.lock();
    try {
      closed = closed == null ? reason : closed;
      left = new ArrayList<>(waiting);
      waiting.clear();
      bytes = 0;
    } finally {
      lock.unlock();
    }
    left.forEach(call -> call.refused().accept(reason));
  }
}

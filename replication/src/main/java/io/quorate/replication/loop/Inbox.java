package io.quorate.replication.loop;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;

/**
 * What waits for the loop, in four lanes with a bound each: what must not be lost, what peers say,
 * what is proposed, what others want to do on the loop. So a flood of proposals cannot keep a
 * heartbeat out, and neither can keep out the disk's answers, on which the way out of the flood
 * depends. No producer waits.
 */
final class Inbox {
  /** Whoever has more to do than that gathers it. */
  private static final int CALLS_MAX = 1_024;

  private final ReentrantLock lock = new ReentrantLock();
  private final Lane reserved;
  private final Lane messages;
  private final Lane proposals;
  private final Lane calls = new Lane(CALLS_MAX, Long.MAX_VALUE);
  private volatile Runnable arrival = () -> {};
  private boolean closed;

  Inbox(LoopSettings settings) {
    this.reserved = new Lane(settings.reservedMax(), Long.MAX_VALUE);
    this.messages = new Lane(settings.messagesMax(), settings.messageBytesMax());
    this.proposals = new Lane(settings.proposalsMax(), settings.proposalBytesMax());
  }

  /** Runs after each offer that was taken, on the offering thread. */
  void onArrival(Runnable action) {
    arrival = action;
  }

  boolean offerReserved(Event event) {
    return offer(reserved, event);
  }

  boolean offerMessage(Event event) {
    return offer(messages, event);
  }

  boolean offerProposal(Event event) {
    return offer(proposals, event);
  }

  boolean offerCall(Event event) {
    return offer(calls, event);
  }

  private boolean offer(Lane lane, Event event) {
    lock.lock();
    try {
      if (closed || !lane.offer(event)) {
        return false;
      }
    } finally {
      lock.unlock();
    }
    arrival.run();
    return true;
  }

  /** Moves up to so many events of each lane, what must not be lost first. */
  void drainTo(Collection<Event> turn, int eventsMax) {
    lock.lock();
    try {
      reserved.drainTo(turn, eventsMax);
      messages.drainTo(turn, eventsMax);
      proposals.drainTo(turn, eventsMax);
      calls.drainTo(turn, eventsMax);
    } finally {
      lock.unlock();
    }
  }

  /** Nothing is taken any more; what is left is handed over. */
  List<Event> close() {
    List<Event> left = new ArrayList<>();
    lock.lock();
    try {
      closed = true;
      reserved.drainTo(left, Integer.MAX_VALUE);
      messages.drainTo(left, Integer.MAX_VALUE);
      proposals.drainTo(left, Integer.MAX_VALUE);
      calls.drainTo(left, Integer.MAX_VALUE);
    } finally {
      lock.unlock();
    }
    return left;
  }

  boolean isClosed() {
    lock.lock();
    try {
      return closed;
    } finally {
      lock.unlock();
    }
  }

  boolean isEmpty() {
    lock.lock();
    try {
      return reserved.waiting.isEmpty()
          && messages.waiting.isEmpty()
          && proposals.waiting.isEmpty()
          && calls.waiting.isEmpty();
    } finally {
      lock.unlock();
    }
  }

  private static final class Lane {
    private final ArrayDeque<Event> waiting = new ArrayDeque<>();
    private final int countMax;
    private final long bytesMax;
    private long bytes;

    Lane(int countMax, long bytesMax) {
      this.countMax = countMax;
      this.bytesMax = bytesMax;
    }

    /** One event always finds room in an empty lane, however large it is. */
    boolean offer(Event event) {
      boolean full = waiting.size() >= countMax || bytes + event.bytes() > bytesMax;
      if (full && !waiting.isEmpty()) {
        return false;
      }
      bytes += event.bytes();
      waiting.add(event);
      return true;
    }

    void drainTo(Collection<Event> turn, int eventsMax) {
      for (int left = eventsMax; left > 0 && !waiting.isEmpty(); left--) {
        Event next = waiting.remove();
        bytes -= next.bytes();
        turn.add(next);
      }
    }
  }
}

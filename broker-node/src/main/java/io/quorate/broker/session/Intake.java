package io.quorate.broker.session;

import io.quorate.replication.GroupCore;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings the calls of all connections to the loop, some of each in turn, so that nobody's flood
 * keeps others out. One event of the loop's is under way at a time, whatever waits.
 */
final class Intake {
  /** What surrounds the calls of a turn. */
  interface Turn {
    void begin(GroupCore core);

    /** Returns whether there is more to do at once. */
    boolean end();
  }

  private static final Logger LOG = LoggerFactory.getLogger(Intake.class);
  private static final int QUEUES_MAX = 256;
  private static final int CALLS_OF_EACH = 64;

  private final GroupLoop loop;
  private final Turn turn;
  private final ConcurrentLinkedQueue<CallQueue> announced = new ConcurrentLinkedQueue<>();
  private final AtomicBoolean woken = new AtomicBoolean();

  Intake(GroupLoop loop, Turn turn) {
    this.loop = loop;
    this.turn = turn;
  }

  void announce(CallQueue queue) {
    announced.add(queue);
    wake();
  }

  void wake() {
    if (woken.compareAndSet(false, true) && !loop.execute(this::turn, () -> {})) {
      // Full for a moment, or over: the next tick wakes it.
      woken.set(false);
    }
  }

  private void turn(GroupCore core) {
    woken.set(false);
    turn.begin(core);
    for (CallQueue queue : nextQueues()) {
      List<CallQueue.Call> calls = queue.take(CALLS_OF_EACH);
      if (!calls.isEmpty()) {
        calls.forEach(Intake::run);
        announced.add(queue);
      }
    }
    boolean more = turn.end();
    if (more || !announced.isEmpty()) {
      wake();
    }
  }

  private List<CallQueue> nextQueues() {
    List<CallQueue> queues = new ArrayList<>();
    while (queues.size() < QUEUES_MAX) {
      CallQueue queue = announced.poll();
      if (queue == null) {
        break;
      }
      queues.add(queue);
    }
    return queues;
  }

  /** A call that stumbles is its caller's trouble: the loop, and with it the node, goes on. */
  private static void run(CallQueue.Call call) {
    try {
      call.action().run();
    } catch (RuntimeException e) {
      LOG.error("a client's call stumbled", e);
      call.refused().accept(Refusals.unknown("the broker stumbled over this call: " + e));
    }
  }
}

package io.quorate.broker.queue.dispatch;

import io.quorate.broker.queue.Command;
import io.quorate.broker.queue.Settlement;
import io.quorate.replication.model.LogPosition;
import io.quorate.replication.model.NodeId;
import io.quorate.replication.port.Proposal;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Gathers what many consumers settle in a turn into one entry. */
final class Settler {
  /** While so many are under way the next one grows. */
  private static final int UNDER_WAY_MAX = 4;

  /** Far below the largest entry even if none are neighbours. */
  private static final int NOTED_MAX = 20_000;

  /** What becomes one entry, and who waits for it. */
  private static final class Gathered {
    final Settling settling = new Settling();
    final List<SettleCall> calls = new ArrayList<>();
    private long firstDeadlineNanos;
    private long lastDeadlineNanos;

    boolean isEmpty() {
      return settling.size() == 0 && calls.isEmpty();
    }

    void add(SettleCall call) {
      long deadlineNanos = call.deadlineNanos();
      if (calls.isEmpty() || deadlineNanos - firstDeadlineNanos < 0) {
        firstDeadlineNanos = deadlineNanos;
      }
      if (calls.isEmpty() || deadlineNanos - lastDeadlineNanos > 0) {
        lastDeadlineNanos = deadlineNanos;
      }
      calls.add(call);
    }

    /** For those whose time is over; what they settled goes its way. */
    void expire(long nowNanos) {
      if (calls.isEmpty() || nowNanos - firstDeadlineNanos < 0) {
        return;
      }
      List<SettleCall> all = List.copyOf(calls);
      calls.clear();
      for (SettleCall call : all) {
        if (nowNanos - call.deadlineNanos() < 0) {
          add(call);
        } else {
          call.unknown("the settlement was not stored before the deadline; it still may be");
        }
      }
    }
  }

  private final Outlet outlet;
  private final ArrayDeque<Gathered> waiting = new ArrayDeque<>();
  private Gathered open = new Gathered();

  /** What was refused and belongs to nobody: to be tried again. */
  private final List<Held> homeless = new ArrayList<>();

  private final List<Gathered> underWay = new ArrayList<>();

  /** Until the next tick: what was refused would be refused again. */
  private boolean resting;

  Settler(Outlet outlet) {
    this.outlet = outlet;
  }

  /** What is noted in the answer takes effect with the next entry. */
  Settling open() {
    if (open.settling.size() >= NOTED_MAX) {
      waiting.add(open);
      open = new Gathered();
    }
    return open.settling;
  }

  /** Tells of what was noted last. */
  void add(SettleCall call) {
    open.add(call);
    open.settling.by(call);
    outlet.wake();
  }

  void giveBack(List<Held> left) {
    left.forEach(one -> open().note(one));
    outlet.wake();
  }

  void onTick(long nowNanos) {
    underWay.forEach(gathered -> gathered.expire(nowNanos));
    waiting.forEach(gathered -> gathered.expire(nowNanos));
    open.expire(nowNanos);
    retry();
  }

  private void retry() {
    resting = false;
    List<Held> again = List.copyOf(homeless);
    homeless.clear();
    giveBack(again);
  }

  void flush() {
    while (!resting && underWay.size() < UNDER_WAY_MAX && !(waiting.isEmpty() && open.isEmpty())) {
      Gathered next = waiting.poll();
      if (next == null) {
        next = open;
        open = new Gathered();
      }
      propose(next);
    }
  }

  private void propose(Gathered next) {
    List<Settlement> settlements = next.settling.settlements();
    if (settlements.isEmpty()) {
      next.settling.applied();
      next.calls.forEach(SettleCall::applied);
      return;
    }
    underWay.add(next);
    if (next.calls.isEmpty()) {
      outlet.propose(new Command.Settle(settlements), new Answer(next));
    } else {
      outlet.propose(new Command.Settle(settlements), next.lastDeadlineNanos, new Answer(next));
    }
  }

  private final class Answer implements Proposal.Answer {
    private final Gathered settled;

    Answer(Gathered settled) {
      this.settled = settled;
    }

    @Override
    public void committed(LogPosition position, int syncedNodes, Object result) {
      ended();
      settled.settling.appliedWith(position.index());
      settled.calls.forEach(SettleCall::applied);
    }

    @Override
    public void refused(Proposal.Refusal reason, @Nullable NodeId master, String detail) {
      ended();
      resting = true;
      homeless.addAll(settled.settling.undone());
      settled.calls.forEach(call -> call.refused(reason, master, detail));
    }

    @Override
    public void unknown(String detail) {
      ended();
      settled.settling.forgotten();
      settled.calls.forEach(call -> call.unknown(detail));
    }

    private void ended() {
      underWay.remove(settled);
      outlet.wake();
    }
  }
}

package io.quorate.broker.queue.dispatch;

import io.quorate.broker.queue.BrokerView;
import io.quorate.broker.queue.Command;
import io.quorate.broker.queue.DestinationKind;
import io.quorate.broker.queue.Settlement;
import io.quorate.broker.queue.SourceView;
import io.quorate.replication.model.LogPosition;
import io.quorate.replication.model.NodeId;
import io.quorate.replication.port.Proposal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * What only time brings about: messages whose time to live is over are settled as expired, and when
 * something is due and no other entry tells the state the time, an entry does.
 */
final class Sweeper {
  private static final long SWEEP_NANOS = TimeUnit.SECONDS.toNanos(1);

  /** Looked at in one sweep; the next one goes on. */
  private static final int SOURCES_MAX = 5_000;

  private static final int EXPIRED_MAX = 10_000;

  private final Dispatcher dispatcher;
  private final BrokerView view;
  private final Outlet outlet;

  /** Sources where more is over than one entry may tell, and from where on. */
  private final TreeMap<Long, Long> again = new TreeMap<>();

  private String lastQueue = "";
  private long sweptNanos = Long.MIN_VALUE / 2;
  private boolean sweepUnderWay;
  private boolean tickUnderWay;

  Sweeper(Dispatcher dispatcher, BrokerView view, Outlet outlet) {
    this.dispatcher = dispatcher;
    this.view = view;
    this.outlet = outlet;
  }

  void onTick() {
    if (!tickUnderWay && view.nextDueMillis() <= dispatcher.nowMillis()) {
      tickUnderWay = true;
      outlet.propose(new Command.Tick(), new Answer(() -> tickUnderWay = false));
    }
    boolean isDue = dispatcher.nowNanos() - sweptNanos >= SWEEP_NANOS;
    if (!sweepUnderWay && (isDue || !again.isEmpty())) {
      sweep(isDue);
    }
  }

  private void sweep(boolean isDue) {
    TreeMap<Long, Long> sources = new TreeMap<>(again);
    again.clear();
    if (isDue) {
      sweptNanos = dispatcher.nowNanos();
      addNext(sources);
    }
    List<Settlement> settlements = new ArrayList<>();
    int left = EXPIRED_MAX;
    for (Map.Entry<Long, Long> source : sources.entrySet()) {
      if (left <= 0) {
        again.put(source.getKey(), source.getValue());
      } else {
        left -= expire(source.getKey(), source.getValue(), left, settlements);
      }
    }
    if (!settlements.isEmpty()) {
      sweepUnderWay = true;
      outlet.propose(new Command.Settle(settlements), new Answer(() -> sweepUnderWay = false));
    }
  }

  /** From their heads on, unless a sweep of theirs is under way. */
  private void addNext(Map<Long, Long> sources) {
    List<BrokerView.DestinationView> queues =
        view.destinations(DestinationKind.QUEUE, lastQueue, SOURCES_MAX);
    lastQueue = queues.size() < SOURCES_MAX ? "" : queues.get(SOURCES_MAX - 1).address().name();
    for (BrokerView.DestinationView queue : queues) {
      SourceView source = view.queue(queue.address().name());
      if (source != null) {
        sources.putIfAbsent(source.id(), 0L);
      }
    }
    for (BrokerView.SubscriptionView subscription : view.subscriptions()) {
      sources.putIfAbsent(subscription.sourceId(), 0L);
    }
  }

  /** What is in somebody's hands is left to him; the sweep goes on behind it. */
  private int expire(long source, long fromPosition, int max, List<Settlement> settlements) {
    BrokerView.Expired found = view.expired(source, dispatcher.nowMillis(), fromPosition, max);
    if (found.next() >= 0) {
      again.put(source, found.next());
    }
    long[] expired = found.positions();
    int from = 0;
    for (int at = 0; at < expired.length; at++) {
      if (dispatcher.isInFlight(source, expired[at])) {
        add(settlements, source, expired, from, at);
        from = at + 1;
      } else if (at > from && expired[at] != expired[at - 1] + 1) {
        add(settlements, source, expired, from, at);
        from = at;
      }
    }
    add(settlements, source, expired, from, expired.length);
    return expired.length;
  }

  private static void add(
      List<Settlement> settlements, long source, long[] expired, int from, int to) {
    if (to > from) {
      settlements.add(
          new Settlement(
              source, expired[from], to - from, Settlement.Outcome.EXPIRED, 0, "expired"));
    }
  }

  /** However it ended: what is still due is found again. */
  private record Answer(Runnable end) implements Proposal.Answer {
    @Override
    public void committed(LogPosition position, int syncedNodes, Object result) {
      end.run();
    }

    @Override
    public void refused(Proposal.Refusal reason, @Nullable NodeId master, String detail) {
      end.run();
    }

    @Override
    public void unknown(String detail) {
      end.run();
    }
  }
}

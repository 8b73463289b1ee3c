package io.quorate.broker.queue.dispatch;

import io.quorate.broker.queue.Command;
import io.quorate.broker.queue.MessageHeader;
import io.quorate.broker.queue.Position;
import io.quorate.broker.queue.SourceView;
import io.quorate.replication.model.LogPosition;
import io.quorate.replication.model.NodeId;
import io.quorate.replication.port.Proposal;
import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the committed dispatch mark of a source ahead of what its subscribers can take, and not
 * further: whatever lies below it and is not settled is flagged redelivered after a failover. For a
 * queue it is raised beyond its present end, so that what arrives can be handed over at once; in
 * one band only, that of the last message, so that the credit is not promised ten times.
 */
final class Marks {
  private static final int SINGLE_MAX = 10_000;

  private final SourceView source;
  private final Outlet outlet;
  private final Runnable waker;
  private final Runnable retryLater;

  private int mainBand = Position.BANDS - 1 - MessageHeader.PRIORITY_DEFAULT;
  private long blockedAt = -1;
  private final TreeSet<Long> single = new TreeSet<>();

  /** Of {@link #single}, those that are under way. */
  private List<Long> proposed = List.of();

  private boolean underWay;
  private boolean refused;

  Marks(SourceView source, Outlet outlet, Runnable waker, Runnable retryLater) {
    this.source = source;
    this.outlet = outlet;
    this.waker = waker;
    this.retryLater = retryLater;
  }

  void begin() {
    blockedAt = -1;
  }

  /** Nothing can be handed over before this position is marked, with all before it. */
  void block(long position) {
    blockedAt = position;
  }

  /** This position is to be handed over, and others before it are not. */
  boolean wantSingle(long position) {
    return single.size() < SINGLE_MAX && single.add(position);
  }

  /** The last one was refused; it may be tried again. */
  void retry() {
    if (refused) {
      refused = false;
      waker.run();
    }
  }

  /**
   * Proposes what is wanted.
   *
   * @param scan of those who take everything; null: there are none
   * @param isAtEnd nothing is left that they could be handed
   */
  void raise(@Nullable Scan scan, boolean isAtEnd) {
    if (underWay || refused) {
      return;
    }
    long[] below = new long[Position.BANDS];
    boolean isHigher = scan != null && raise(scan, isAtEnd, below);
    if (isHigher || !single.isEmpty()) {
      underWay = true;
      proposed = List.copyOf(single);
      long[] singles = proposed.stream().mapToLong(Long::longValue).toArray();
      outlet.propose(new Command.RaiseMark(source.id(), below, singles), new Answer());
    }
  }

  private boolean raise(Scan scan, boolean isAtEnd, long[] below) {
    long free = scan.freeCredit();
    if (blockedAt >= 0) {
      mainBand = Position.band(blockedAt);
      long number = Position.number(blockedAt);
      below[mainBand] = number + Math.max(1, free - headroomElsewhere(scan));
      return true;
    }
    if (!isAtEnd || source.subscription() != null) {
      return false;
    }
    long end = source.end(mainBand);
    long headroom = Math.max(0, source.mark(mainBand) - end);
    if (headroom * 2 >= free) {
      return false;
    }
    below[mainBand] = end + Math.max(1, free - headroomElsewhere(scan));
    return below[mainBand] > source.mark(mainBand);
  }

  private long headroomElsewhere(Scan scan) {
    long headroom = 0;
    for (int band = 0; band < Position.BANDS; band++) {
      if (band != mainBand) {
        headroom += Math.max(0, source.mark(band) - Math.max(scan.next(band), source.end(band)));
      }
    }
    return headroom;
  }

  private final class Answer implements Proposal.Answer {
    @Override
    public void committed(LogPosition position, int syncedNodes, Object result) {
      end();
      single.removeAll(proposed);
      waker.run();
    }

    @Override
    public void refused(Proposal.Refusal reason, @Nullable NodeId master, String detail) {
      end();
      refused = true;
      retryLater.run();
    }

    @Override
    public void unknown(String detail) {
      end();
      refused = true;
      retryLater.run();
    }

    private void end() {
      underWay = false;
    }
  }
}

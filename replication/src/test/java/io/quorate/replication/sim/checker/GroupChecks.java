package io.quorate.replication.sim.checker;

import io.quorate.replication.message.Message;
import io.quorate.replication.model.Entry;
import io.quorate.replication.model.LogPosition;
import io.quorate.replication.model.NodeId;
import io.quorate.replication.port.LogOp;
import io.quorate.replication.port.LogWrite;
import io.quorate.replication.port.StoredLog;
import io.quorate.replication.sim.Application;
import java.util.List;
import java.util.function.Consumer;

/** All invariants of one group; tells each what happens, the shared history in the right order. */
public final class GroupChecks {
  private final History history;
  private final List<Checker> checkers;
  private final Consumer<InvariantViolated> onViolation;

  /**
   * Invariants of a group.
   *
   * @param onViolation told before the exception is thrown, which somebody on its way may catch
   */
  public GroupChecks(
      List<? extends Seat> seats,
      Application application,
      Consumer<InvariantViolated> onViolation) {
    this.onViolation = onViolation;
    history = new History(List.copyOf(seats));
    checkers =
        List.of(
            new PromiseMonotonic(history),
            new PromiseUnique(history),
            new OneLeaderPerEpoch(history),
            new LogMatching(history),
            new LeaderAppendOnly(history),
            new LeaderCompleteness(history),
            new StateMachineSafety(history),
            new QuorumHasCommitted(history),
            new FencedNeverCommits(history),
            new AckedNeverLost(history, application),
            new AppliedOnce(history, application),
            new BarrierFirst(history),
            new TruncateOnlyUncommitted(history),
            new AmnesiacSilent(history),
            new ConfigOverlap(history),
            new SnapshotFaithful(history, application),
            new LiveIsReadable(history));
  }

  public History history() {
    return history;
  }

  private void each(Consumer<Checker> tell) {
    try {
      checkers.forEach(tell);
    } catch (InvariantViolated violation) {
      onViolation.accept(violation);
      throw violation;
    }
  }

  public void recovered(Seat seat, StoredLog stored) {
    history.recovered(seat, stored);
    each(it -> it.recovered(seat, stored));
  }

  public void sent(Seat from, NodeId to, Message message) {
    each(it -> it.sent(from, to, message));
    if (message instanceof Message.Accept accept && !from.hasForgotten()) {
      history.accepted(from, accept.epoch(), accept.upToIndex());
    }
  }

  public void queueing(Seat seat, LogOp op) {
    each(it -> it.queueing(seat, op));
    history.queued(seat, op);
  }

  public void durable(Seat seat, LogWrite write) {
    history.synced(seat);
    each(it -> it.durable(seat, write));
    each(it -> it.platterChanged(seat));
  }

  /** The process is gone, or the disk is another. */
  public void platterChanged(Seat seat) {
    each(it -> it.stopped(seat));
    each(it -> it.platterChanged(seat));
  }

  public void applied(Seat seat, Entry entry, long digest) {
    if (!history.applied(entry, digest) && entry.index() > history.appliedIndex()) {
      throw new InvariantViolated(
          "StateMachineSafety",
          "node %s applies %s, but the history ends at %s"
              .formatted(seat.node(), entry, history.appliedIndex()));
    }
    each(it -> it.applied(seat, entry, digest));
  }

  public void serving(Seat seat, long epoch, LogPosition barrier) {
    each(it -> it.serving(seat, epoch, barrier));
  }

  public void stopped(Seat seat) {
    each(it -> it.stopped(seat));
  }

  public void read(Seat seat, long fromIndex, boolean mustBeThere, List<Entry> entries) {
    each(it -> it.read(seat, fromIndex, mustBeThere, entries));
  }

  public void proposed(Operation operation) {
    each(it -> it.proposed(operation));
  }

  public void refused(Operation operation) {
    each(it -> it.refused(operation));
  }

  public void confirmed(Operation operation, LogPosition position, int syncedNodes, Object result) {
    each(it -> it.confirmed(operation, position, syncedNodes, result));
  }
}

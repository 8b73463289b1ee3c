package io.quorate.replication.sim.explore;

import io.quorate.replication.GroupCore;
import io.quorate.replication.model.Entry;
import io.quorate.replication.model.LogPosition;
import io.quorate.replication.port.LogOp;
import io.quorate.replication.port.LogStore;
import io.quorate.replication.port.LogWrite;
import io.quorate.replication.port.StoredLog;
import io.quorate.replication.sim.GroupImage;
import io.quorate.replication.sim.Mutant;
import io.quorate.replication.sim.checker.GroupChecks;
import io.quorate.replication.sim.checker.Seat;
import java.util.ArrayDeque;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One process's log on a disk that makes durable what it is told to, when it is told to. Positions
 * noted as accepted are not kept: no disk is set back here.
 */
final class StepStore implements LogStore {
  private final Seat seat;
  private final GroupChecks checks;
  private final @Nullable Mutant mutant;
  private final GroupImage platter;
  private final GroupImage view;
  private final ArrayDeque<LogWrite> queue = new ArrayDeque<>();
  private final ArrayDeque<Consumer<GroupCore>> answers = new ArrayDeque<>();

  StepStore(Seat seat, GroupImage platter, GroupChecks checks, @Nullable Mutant mutant) {
    this.seat = seat;
    this.platter = platter;
    this.view = platter.copy();
    this.checks = checks;
    this.mutant = mutant;
  }

  GroupImage view() {
    return view;
  }

  int queued() {
    return queue.size();
  }

  /** Of what is not durable yet. */
  long digest() {
    return queue.isEmpty() ? 0 : StateDigest.of(List.copyOf(queue));
  }

  /** What the store has to say without another sync; null: nothing. */
  @Nullable Consumer<GroupCore> nextAnswer() {
    return answers.poll();
  }

  /** Makes the first writes durable and returns the token of the last of them. */
  long flush(int writes) {
    long token = 0;
    for (int i = 0; i < writes; i++) {
      LogWrite write = queue.remove();
      write.ops().forEach(platter::perform);
      checks.durable(seat, write);
      token = write.token();
    }
    return token;
  }

  @Override
  public StoredLog recover() {
    StoredLog stored =
        mutant == Mutant.M6_PROMISED_EPOCH_LEADS ? view.labelledWithPromise() : view.recover();
    checks.recovered(seat, stored);
    return stored;
  }

  @Override
  public void write(LogWrite write) {
    for (LogOp op : write.ops()) {
      checks.queueing(seat, op);
      view.perform(op);
    }
    queue.add(write);
    if (mutant == Mutant.M1_ACCEPT_BEFORE_SYNC) {
      answers.add(core -> core.onSynced(write.token()));
    }
  }

  @Override
  public void read(long token, long fromInclusive, long toInclusive, int bytesMax) {
    List<Entry> found = view.readable(fromInclusive, toInclusive, bytesMax);
    answers.add(core -> core.onRead(token, found));
  }

  @Override
  public void readSnapshot(long token, long snapshotId) {
    throw new IllegalStateException("no log is trimmed here, so nobody wants a snapshot");
  }

  @Override
  public void closeSnapshot(long snapshotId) {}

  @Override
  public void noteAccepted(LogPosition position) {}
}

package io.quorate.replication.sim;

import io.quorate.replication.Limits;
import io.quorate.replication.ledger.LedgerStateMachine;
import io.quorate.replication.model.Entry;
import io.quorate.replication.model.EntryType;
import io.quorate.replication.model.IndexRanges;
import io.quorate.replication.model.Row;
import io.quorate.replication.port.StateMachine;
import io.quorate.replication.sim.checker.Operation;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/** The bare log: its diagnostic state machine, and producers of numbered entries. */
public final class LedgerApplication implements Application {
  /** Small, so that a few seconds of log are trimmed and sent as snapshots. */
  static final long LIVE_BYTES = 2_500;

  /** What lives, and the run at its edge. */
  private static final long KEPT_BYTES_MAX = LIVE_BYTES + SimWorld.LIMITS.entryBytesMax();

  /**
   * At rest: what is kept behind the last checkpoint, what may come before the next one, and a trim
   * that waits until four bytes are freed for each one copied of what lives.
   */
  static final long LOG_BYTES_MAX =
      SimWorld.LIMITS.retainBytes() + SimWorld.LIMITS.checkpointBytes() + 4L * KEPT_BYTES_MAX;

  private record Ledger(StateMachine stateMachine) implements Service {}

  @Override
  public Limits limits() {
    return SimWorld.LIMITS;
  }

  @Override
  public long logBytesMax() {
    return LOG_BYTES_MAX;
  }

  @Override
  public long keptBytesMax() {
    return KEPT_BYTES_MAX;
  }

  @Override
  public Service begin(SimSeat seat, Service.Loop loop) {
    return new Ledger(new LedgerStateMachine(LIVE_BYTES));
  }

  @Override
  public Workload workload(SimWorld world, Nemesis nemesis, SplittableRandom random) {
    return new LedgerWorkload(world, nemesis, random);
  }

  @Override
  public long digestOf(List<Row> rows) {
    return LedgerStateMachine.digestOf(rows);
  }

  @Override
  public IndexRanges liveBefore(List<Row> rows, long index) {
    LedgerStateMachine ledger = new LedgerStateMachine(1);
    ledger.load(rows);
    return ledger.liveBefore(index);
  }

  @Override
  public @Nullable Operation operationOf(Entry entry) {
    if (EntryType.belongsToLog(entry.type())) {
      return null;
    }
    ByteBuffer payload = entry.payload();
    return new Operation(payload.getLong(), payload.getLong());
  }

  @Override
  public boolean isAnswer(Object result, Operation operation) {
    return result instanceof LedgerStateMachine.Applied applied
        && applied.sequence() == operation.sequence();
  }
}

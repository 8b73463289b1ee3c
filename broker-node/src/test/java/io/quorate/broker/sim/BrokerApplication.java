package io.quorate.broker.sim;

import io.quorate.broker.queue.BrokerStateMachine;
import io.quorate.broker.queue.StateLimits;
import io.quorate.replication.Limits;
import io.quorate.replication.model.Entry;
import io.quorate.replication.model.IndexRanges;
import io.quorate.replication.model.Row;
import io.quorate.replication.sim.Application;
import io.quorate.replication.sim.Nemesis;
import io.quorate.replication.sim.Service;
import io.quorate.replication.sim.SimSeat;
import io.quorate.replication.sim.SimWorld;
import io.quorate.replication.sim.Workload;
import io.quorate.replication.sim.checker.Operation;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/** A log with a broker on it. */
final class BrokerApplication implements Application {
  /** Small, so that a few seconds of traffic are trimmed and sent as snapshots. */
  static final Limits LIMITS =
      new Limits(
          16_384, 8_192, 48_000, 64_000, 200, 24_000, 24, 10_000, 2 * SimWorld.SECOND, 6_000);

  /** All queues are empty then; what lived at the checkpoint before the last may still be there. */
  private static final long KEPT_BYTES_MAX = LIMITS.entryBytesMax();

  /** As of the bare log; a trim waits until four bytes are freed for each that lived. */
  private static final long LOG_BYTES_MAX =
      LIMITS.retainBytes() + LIMITS.checkpointBytes() + 4L * KEPT_BYTES_MAX;

  private final @Nullable BrokerMutant mutant;

  BrokerApplication(@Nullable BrokerMutant mutant) {
    this.mutant = mutant;
  }

  @Override
  public Limits limits() {
    return LIMITS;
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
    return new BrokerService(seat, loop, mutant);
  }

  @Override
  public Workload workload(SimWorld world, Nemesis nemesis, SplittableRandom random) {
    return new BrokerWorkload(world, nemesis, random, mutant);
  }

  @Override
  public long digestOf(List<Row> rows) {
    return loaded(rows).digest();
  }

  @Override
  public IndexRanges liveBefore(List<Row> rows, long index) {
    return loaded(rows).liveBefore(index);
  }

  private static BrokerStateMachine loaded(List<Row> rows) {
    BrokerStateMachine state =
        new BrokerStateMachine(
            StateLimits.DEFAULT, key -> find(rows, key), BrokerService.RESIDENT_BYTES_MAX);
    state.load(rows);
    return state;
  }

  private static byte @Nullable [] find(List<Row> rows, byte[] key) {
    for (Row row : rows) {
      if (Arrays.equals(row.key(), key)) {
        return row.value();
      }
    }
    return null;
  }

  /** What becomes of an operation is told by the history of messages. */
  @Override
  public @Nullable Operation operationOf(Entry entry) {
    return null;
  }

  @Override
  public boolean isAnswer(Object result, Operation operation) {
    return false;
  }
}

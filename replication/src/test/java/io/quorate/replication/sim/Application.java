package io.quorate.replication.sim;

import io.quorate.replication.Limits;
import io.quorate.replication.model.Entry;
import io.quorate.replication.model.IndexRanges;
import io.quorate.replication.model.Row;
import io.quorate.replication.sim.checker.Operation;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/** What the log of one world is there for: who applies it, who uses it, and how it is read. */
public interface Application {
  Limits limits();

  /** Of the log, at a node at rest. */
  long logBytesMax();

  /** Of the entries kept below the log, at a node at rest. */
  long keptBytesMax();

  /** A process begins. */
  Service begin(SimSeat seat, Service.Loop loop);

  Workload workload(SimWorld world, Nemesis nemesis, SplittableRandom random);

  /** Of a state that is loaded from these rows. */
  long digestOf(List<Row> rows);

  /** What such a state needs of the log. */
  IndexRanges liveBefore(List<Row> rows, long index);

  /** Whose entry it is; null: the log's checkers do not follow it. */
  @Nullable Operation operationOf(Entry entry);

  boolean isAnswer(Object result, Operation operation);
}

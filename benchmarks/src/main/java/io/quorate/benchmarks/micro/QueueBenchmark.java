package io.quorate.benchmarks.micro;

import io.quorate.broker.queue.BrokerStateMachine;
import io.quorate.broker.queue.Command;
import io.quorate.broker.queue.Position;
import io.quorate.broker.queue.SequenceMode;
import io.quorate.broker.queue.Settlement;
import io.quorate.broker.queue.Settlement.Outcome;
import io.quorate.broker.queue.SourceView;
import io.quorate.broker.queue.StateLimits;
import io.quorate.replication.model.Entry;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** What applying an entry costs a replica: the index of a queue, and knowing a repetition. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class QueueBenchmark {
  private static final long RESIDENT_BYTES_MAX = 64 << 20;
  private static final int BAND_OF_NORMAL_PRIORITY = 5;

  @Param({"1", "100"})
  public int messages;

  /** Already in the queue. */
  @Param({"0", "1000000"})
  public int waiting;

  private final MicroLog log = new MicroLog(64);
  private final BrokerStateMachine state =
      new BrokerStateMachine(StateLimits.DEFAULT, key -> null, RESIDENT_BYTES_MAX);
  private @Nullable Entry repeated;
  private long sourceId;
  private long number;

  @Setup
  public void prepare() {
    apply(new Command.OpenProducer(MicroLog.PRODUCER, SequenceMode.CONTIGUOUS));
    apply(log.nextSend(1));
    for (int i = 0; i < waiting; i += 100) {
      apply(log.nextSend(100));
    }
    SourceView queue = Required.that(state.queue(MicroLog.QUEUE));
    sourceId = queue.id();
    number =
        Position.number(
            Required.that(queue.next(Position.of(BAND_OF_NORMAL_PRIORITY, 0), 1)).position());
    repeated = log.append(log.repeatedSend(1));
  }

  private Object apply(Command command) {
    return state.apply(log.append(command));
  }

  /** A batch comes at one end, as many messages go at the other. */
  @Benchmark
  public Object sendAndAcknowledge() {
    apply(log.nextSend(messages));
    long first = Position.of(BAND_OF_NORMAL_PRIORITY, number);
    number += messages;
    return apply(
        new Command.Settle(
            List.of(new Settlement(sourceId, first, messages, Outcome.ACKNOWLEDGED, 0, ""))));
  }

  /** Dedup: what is stored already. */
  @Benchmark
  public Object repeat() {
    return state.apply(Required.that(repeated));
  }
}

package io.quorate.benchmarks.micro;

import io.quorate.broker.queue.Command;
import io.quorate.replication.model.Entry;
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

/** From a batch of messages of 1 KiB to the bytes of an entry, and back with its checksum. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class EntryCodecBenchmark {
  @Param({"1", "100"})
  public int messages;

  private @Nullable MicroLog log;
  private @Nullable Command send;
  private byte[] bytes = new byte[0];

  @Setup
  public void prepare() {
    MicroLog fresh = new MicroLog(1_024);
    Command first = fresh.nextSend(messages);
    bytes = fresh.append(first).bytes();
    send = first;
    log = fresh;
  }

  @Benchmark
  public Entry encode() {
    return Required.that(log).append(Required.that(send));
  }

  @Benchmark
  public Entry decode() {
    return Entry.decode(bytes);
  }
}

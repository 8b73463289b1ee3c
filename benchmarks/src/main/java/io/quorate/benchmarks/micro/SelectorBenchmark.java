package io.quorate.benchmarks.micro;

import io.quorate.broker.queue.selector.InvalidSelectorException;
import io.quorate.broker.queue.selector.Selector;
import java.util.Map;
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

/** One message held against a consumer's condition. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class SelectorBenchmark {
  private static final Map<String, Object> PROPERTIES =
      Map.of("customer", "Ann", "price", 3.5, "region", "north-east", "cups", 2);

  @Param({
    "customer = 'Ann'",
    "price > 3 AND customer IN ('Bob', 'Ann') AND region LIKE 'north-%'",
    "cups * price BETWEEN 5 AND 10 OR note IS NOT NULL"
  })
  public String text = "";

  private @Nullable Selector selector;

  @Setup
  public void parse() throws InvalidSelectorException {
    selector = Selector.parse(text);
  }

  @Benchmark
  public boolean matches() {
    return Required.that(selector).matches(PROPERTIES::get);
  }
}

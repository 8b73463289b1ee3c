package io.quorate.broker.process;

import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Nodes with nothing to do. */
@Command(
    name = "idle",
    description =
        "Lets three nodes do nothing, and looks at what they take of the machine's memory.",
    mixinStandardHelpOptions = true,
    showDefaultValues = true)
final class MeasureIdle implements Callable<Integer> {
  private static final int MIB_BITS = 20;

  @Mixin private MeasureOptions options = new MeasureOptions();

  @Option(names = "--seconds", paramLabel = "N", description = "How long they do nothing.")
  private int seconds = 60;

  @Option(names = "--resident-max", paramLabel = "MIB", description = "What a node may take.")
  private int residentMaxMebibytes = 256;

  @Override
  public Integer call() throws Exception {
    try (MeasuredCluster cluster = options.start()) {
      Patience.pause(Duration.ofSeconds(seconds));
      String resident = cluster.mebibytes(MeasuredCluster::residentBytes);
      long max = cluster.max(MeasuredCluster::residentBytes) >> MIB_BITS;
      System.out.printf(
          "idle seconds=%d rss_mb=%s rss_max_mb=%s heap_mb=%s%n",
          seconds,
          resident,
          cluster.mebibytes(MeasuredCluster::residentBytesMax),
          cluster.mebibytes(MeasuredCluster::liveHeapBytes));
      return max <= residentMaxMebibytes ? 0 : 1;
    }
  }
}

package io.quorate.broker.process;

import io.quorate.client.admin.AdminException;
import io.quorate.client.admin.DigestComparison;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What {@code scripts/soak} runs. */
@Command(
    name = "soak",
    description = {
      "Three nodes at half of what they can do, for half an hour: one replica stands still a second",
      "in five, one message is never acknowledged, consumers come with a new connection every",
      "second and leave. What the nodes take of memory, files, threads and disk has to be at the",
      "end what it was in the fifth minute, within 10 %; and all messages have to come.",
      "Exit code 0: so it is; 1: it is not; 2: usage."
    },
    mixinStandardHelpOptions = true,
    showDefaultValues = true,
    footerHeading = "%nExamples:%n",
    footer = {"  scripts/soak", "  scripts/soak --minutes 60 --rate 10000 --heap 1g"})
final class SoakMain implements Callable<Integer> {
  /** So little that the disk has filled by the fifth minute whatever the rate. */
  private static final String STORAGE = "storage: {retainBytes: 64MiB}";

  private static final Duration WARM_UP = Duration.ofSeconds(20);
  private static final Duration CALIBRATION = Duration.ofSeconds(15);

  @Mixin private MeasureOptions options = new MeasureOptions();

  @Option(names = "--minutes", description = "Of a run whose end is looked at.")
  private int minutes = 30;

  @Option(
      names = "--rate",
      paramLabel = "N",
      description = "Messages per second; 0: half of what goes through at full speed before.")
  private int rate;

  @Option(names = "--bytes", paramLabel = "N", description = "Of a body, 8 at least.")
  private int bytes = 1_024;

  @Option(names = "--consumers", paramLabel = "N", description = "That are there at a time.")
  private int consumers = 3;

  @Option(names = "--proof", paramLabel = "FILE", description = "The page that tells of the run.")
  private @Nullable Path proof;

  public static void main(String[] arguments) {
    System.exit(new CommandLine(new SoakMain()).execute(arguments));
  }

  @Override
  public Integer call() throws Exception {
    SoakReport report = proof == null ? null : new SoakReport(proof);
    try (MeasuredCluster cluster = options.startWithWholeHeap(STORAGE);
        SoakTraffic traffic = new SoakTraffic(cluster, bytes, consumers)) {
      long epoch = cluster.epoch();
      int pace = rate > 0 ? rate : calibrate(traffic) / 2;
      say("%d messages per second from now on".formatted(pace));
      traffic.setPace(pace);
      SoakWatch watch = new SoakWatch(cluster.processes(), traffic, SoakMain::say);
      watch.watch(Duration.ofMinutes(minutes));
      traffic.drain(ProcessCluster.PATIENCE);

      SoakResult result = result(cluster, traffic, watch, pace, epoch);
      String table = SoakReport.table(watch.vitals(), new Steadiness(watch.seconds()));
      say(table);
      say(result.line());
      if (report != null) {
        report.write(result.line(), table, watch.plot());
      }
      return result.isGood() ? 0 : 1;
    }
  }

  private SoakResult result(
      MeasuredCluster cluster, SoakTraffic traffic, SoakWatch watch, int pace, long firstEpoch)
      throws AdminException {
    boolean isHeld = traffic.takeStuck();
    return new SoakResult(
        minutes,
        bytes,
        pace,
        watch.meanConfirmedPerSecond(),
        traffic.confirmed(),
        traffic.received(),
        traffic.duplicates(),
        traffic.redelivered(),
        traffic.visits(),
        traffic.passers(),
        cluster.epoch() - firstEpoch + 1,
        isHeld,
        digestsAreEqual(cluster.processes()),
        watch.isSteady());
  }

  /** Messages per second that go through as fast as they can. */
  private static int calibrate(SoakTraffic traffic) {
    Patience.pause(WARM_UP);
    Stopwatch watch = new Stopwatch();
    long before = traffic.received();
    Patience.pause(CALIBRATION);
    int perSecond = (int) ((traffic.received() - before) / watch.seconds());
    if (perSecond < 2) {
      throw new AssertionError(
          "expected messages to come at full speed, found %d a second; is the machine overloaded?"
              .formatted(perSecond));
    }
    say("%d messages per second at full speed".formatted(perSecond));
    return perSecond;
  }

  private static boolean digestsAreEqual(ProcessCluster cluster) throws AdminException {
    return DigestComparison.await(cluster.admin(), ProcessCluster.GROUP, ProcessCluster.PATIENCE)
        .isEqual();
  }

  private static void say(String line) {
    System.out.println(line);
  }
}

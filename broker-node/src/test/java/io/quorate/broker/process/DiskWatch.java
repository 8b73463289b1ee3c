package io.quorate.broker.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** Looks every second at what folders take of the disk, and says so now and then. */
final class DiskWatch implements AutoCloseable {
  private static final Duration SAMPLE = Duration.ofSeconds(1);
  private static final int SAMPLES_PER_LINE = 10;
  private static final int MIB_BITS = 20;

  private final List<Path> folders;
  private final Consumer<String> out;
  private final Stopwatch watch = new Stopwatch();
  private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor();
  private int samples;
  private volatile long maxBytes;

  DiskWatch(List<Path> folders, Consumer<String> out) {
    this.folders = folders;
    this.out = out;
    var unused =
        thread.scheduleWithFixedDelay(this::sample, 0, SAMPLE.toMillis(), TimeUnit.MILLISECONDS);
  }

  private void sample() {
    List<Long> bytes = folders.stream().map(DiskWatch::diskBytes).toList();
    maxBytes = Math.max(maxBytes, bytes.stream().mapToLong(size -> size).max().orElse(0));
    if (samples++ % SAMPLES_PER_LINE == 0) {
      out.accept(
          "t=%.0fs disk_mb=%s"
              .formatted(
                  watch.seconds(),
                  bytes.stream()
                      .map(size -> Long.toString(size >> MIB_BITS))
                      .collect(Collectors.joining("/"))));
    }
  }

  private static long diskBytes(Path folder) {
    try {
      return Vitals.diskBytes(folder);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The most that one folder took at any look. */
  long maxBytes() {
    return maxBytes;
  }

  @Override
  public void close() {
    thread.shutdownNow();
  }
}

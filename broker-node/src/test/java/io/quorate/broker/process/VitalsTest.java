package io.quorate.broker.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Looks at this process itself. What else goes on in it may take and give back a few. */
final class VitalsTest {
  private static final int MANY = 100;
  private static final int NOISE_MAX = 30;

  private final long self = ProcessHandle.current().pid();

  @BeforeEach
  void assumeProc() {
    Assumptions.assumeTrue(Files.exists(Path.of("/proc/self/status")), "no /proc to look at");
  }

  @Test
  void seesFilesThatAreOpenAndNotThoseThatWereClosed(@TempDir Path folder) throws IOException {
    Path file = Files.createFile(folder.resolve("file"));
    long before = Vitals.openFiles(self);
    List<InputStream> opened = new ArrayList<>();
    for (int i = 0; i < MANY; i++) {
      opened.add(Files.newInputStream(file));
    }

    assertThat(Vitals.openFiles(self)).isGreaterThan(before + MANY - NOISE_MAX);

    for (InputStream stream : opened) {
      stream.close();
    }
    assertThat(Vitals.openFiles(self)).isLessThan(before + NOISE_MAX);
  }

  @Test
  void seesThreads() throws Exception {
    CountDownLatch end = new CountDownLatch(1);
    long before = Vitals.threads(self);
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < MANY; i++) {
      threads.add(new Thread(() -> awaitQuietly(end)));
    }
    threads.forEach(Thread::start);

    long after = Vitals.threads(self);
    end.countDown();
    for (Thread thread : threads) {
      thread.join();
    }

    assertThat(after).isBetween(before + MANY - NOISE_MAX, before + MANY + NOISE_MAX);
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void tellsResidentMemoryInBytes() throws IOException {
    long resident = Vitals.residentBytes(self);

    assertThat(resident).isGreaterThan(16L << 20);
    assertThat(Vitals.residentBytesMax(self)).isGreaterThanOrEqualTo(resident);
  }
}

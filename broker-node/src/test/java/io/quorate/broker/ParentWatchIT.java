package io.quorate.broker;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the kernel does when a parent is killed, done by hand: it closes the other end. */
class ParentWatchIT {
  @TempDir Path temp;

  @Test
  void aProcessEndsWhenItsStandardInputDoes() throws Exception {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName(),
                ParentWatch.VERB,
                "demo",
                "zookeeper",
                "--data=" + temp,
                "--port=0")
            .redirectErrorStream(true)
            .start();
    try (var output = process.inputReader()) {
      assertThat(output.lines().filter(line -> line.startsWith("ZooKeeper serves")).findFirst())
          .isPresent();
      assertThat(process.isAlive()).isTrue();

      process.getOutputStream().close();

      assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
      assertThat(process.exitValue()).isEqualTo(Main.FAILED);
    } finally {
      process.destroyForcibly();
    }
  }
}

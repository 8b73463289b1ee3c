package io.quorate.broker.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.broker.demo.DemoProcess.Lifetime;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whom a later command takes for the process that an earlier one has started: here this JVM. */
class DemoProcessTest {
  private static final ProcessHandle SELF = ProcessHandle.current();
  private static final Instant START = SELF.info().startInstant().orElseThrow();

  @TempDir Path temp;

  @Test
  void isTheOneWithTheSameIdAndStart() throws Exception {
    assertThat(adopted("%d %d\n".formatted(SELF.pid(), START.toEpochMilli())).pid())
        .isEqualTo(SELF.pid());
  }

  @Test
  void isNotAnotherThatWasGivenTheSameIdLater() throws Exception {
    long earlier = START.minus(Duration.ofMinutes(1)).toEpochMilli();

    DemoProcess process = adopted("%d %d\n".formatted(SELF.pid(), earlier));

    assertThat(process.isRunning()).isFalse();
    process.kill();
    process.awaitEnd();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "1", "one 1", "99999999999 1", "1 2 3"})
  void isNobodyIfTheFileMakesNoSense(String text) throws Exception {
    assertThat(adopted(text).pid()).isZero();
  }

  private DemoProcess adopted(String pidFile) throws Exception {
    DemoFolder folder = new DemoFolder(temp);
    Files.writeString(folder.pid("node-1"), pidFile);
    DemoProcess process = new DemoProcess("node-1", folder, Lifetime.OPEN, 64, List.of());
    process.adopt();
    return process;
  }
}

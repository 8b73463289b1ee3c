package io.quorate.storage.rocksdb;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NativeLibraryTest {
  @TempDir Path temp;

  @Test
  void unpacksOnceAndMendsWhatIsDamaged() throws Exception {
    Path library = NativeLibrary.unpack(temp);
    long bytes = Files.size(library);
    FileTime before = FileTime.fromMillis(1_000);
    Files.setLastModifiedTime(library, before);

    NativeLibrary.unpack(temp);
    assertThat(Files.getLastModifiedTime(library)).isEqualTo(before);

    Files.write(library, new byte[] {1}, StandardOpenOption.APPEND);
    NativeLibrary.unpack(temp);
    assertThat(library).hasSize(bytes);
    try (Stream<Path> files = Files.list(temp)) {
      assertThat(files).containsExactly(library);
    }
  }

  @Test
  void killedProcessesLeaveNoTemporaryFiles() throws Exception {
    Path temporary = Files.createDirectory(temp.resolve("tmp"));
    for (int kill = 0; kill < 2; kill++) {
      Process process =
          new ProcessBuilder(
                  List.of(
                      Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                      "-Xmx128m",
                      "-XX:+UseSerialGC",
                      "-XX:-UsePerfData",
                      "-Djava.io.tmpdir=" + temporary,
                      "-cp",
                      System.getProperty("java.class.path"),
                      KilledAppender.class.getName(),
                      temp.resolve("data").toString()))
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      assertThat(process.inputReader().readLine()).isNotNull();
      process.toHandle().destroyForcibly();
      process.waitFor();
    }

    try (Stream<Path> left = Files.list(temporary)) {
      assertThat(left).isEmpty();
    }
  }
}
